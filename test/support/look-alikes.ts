import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import type { Family } from '../../src/datapaths/topology.ts';

/** To a capture, those of one line are the same. */
const TWINS: readonly (readonly string[])[] = [
  ['cilium/same-node-legacy', 'linux/plain-redirect', 'linux/ptp', 'kindnet/same-node'],
  ['cilium/cross-node-legacy', 'linux/ptp-cross-node', 'kindnet/cross-node'],
  ['linux/bridge', 'flannel/same-node'],
  ['linux/bridge-cross-node', 'flannel/host-gw'],
  ['kube-proxy/iptables', 'kube-proxy/nftables', 'kube-proxy/ipvs'],
];

/** All datapaths that captures alone take this one for, itself too. */
export function looksLike(name: string): readonly string[] {
  return TWINS.find((twins) => twins.includes(name)) ?? [name];
}

/** Those of them that the witnesses take for the same too, sorted. */
export function alikeInAll(name: string, family: Family): string[] {
  const witnesses = (of: string) => JSON.stringify(claimOf(findDatapath(of), family).witnesses);
  return looksLike(name)
    .filter((other) => witnesses(other) === witnesses(name))
    .toSorted();
}

/** What is seen of one datapath is all there in another, at taps between which that one has more. */
const PARTS: readonly { readonly whole: readonly string[]; readonly part: string }[] = [
  // the same packets, but which address was asked is not in them
  { whole: ['cilium/socket-lb'], part: 'cilium/same-node' },
  { whole: ['cilium/same-node'], part: 'cilium/socket-lb' },
  // the pods' ends of an overlay look like those of one node
  { whole: ['cilium/cross-node-vxlan'], part: 'cilium/same-node' },
  { whole: ['cilium/cross-node-vxlan'], part: 'cilium/socket-lb' },
  { whole: ['cilium/cross-node-vxlan-legacy'], part: 'cilium/same-node-legacy' },
  // bridges are between the host sides and the nodes' own devices
  { whole: looksLike('flannel/host-gw'), part: 'linux/ptp-cross-node' },
];

/** The datapaths that a run with fewer taps than this one's could be. */
export function partsOf(name: string): readonly string[] {
  return PARTS.flatMap(({ whole, part }) => (whole.includes(name) ? looksLike(part) : []));
}

/** What files alone are taken for: which address was asked is not in them. */
export function inFiles(name: string): string {
  return name === 'cilium/socket-lb' ? 'cilium/same-node' : name;
}

/** Whose taps cannot be worked out from the files alone, so that they have to be told. */
export function mustBeTold(name: string): boolean {
  return [
    // frames in a tunnel, or in and out of a bridge that routes, bear the same addresses at many taps
    ...['cilium/cross-node-vxlan', 'cilium/cross-node-vxlan-legacy', 'flannel/vxlan'],
    ...looksLike('flannel/host-gw'),
    // frames that bear no MAC addresses do not show on which link they were captured
    'cilium/netkit-same-node',
    // the asking side is no pod, or there is no answering one
    ...['cilium/host-to-pod', 'cilium/policy-drop'],
  ].includes(name);
}
