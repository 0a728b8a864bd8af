import { BlockList, isIPv4 } from 'node:net';
import type { NodeSite } from './site.ts';

/** Whether one node's wire is in the network of the other's: no router is between them. */
export function areNeighbours(one: NodeSite, two: NodeSite): boolean {
  const theirs = two.node.internalAddresses;
  return one.wire.addresses.some((cidr) => theirs.some((address) => contains(cidr, address)));
}

/** @param cidr an address with its prefix length: `172.18.0.3/16` */
function contains(cidr: string, address: string): boolean {
  const [base = '', bits] = cidr.split('/');
  if (isIPv4(base) !== isIPv4(address)) return false;
  const network = new BlockList();
  network.addSubnet(base, Number(bits), isIPv4(base) ? 'ipv4' : 'ipv6');
  return network.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
