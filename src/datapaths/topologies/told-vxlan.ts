import type { Family } from '../topology.ts';
import { PLAN } from './node-pair.ts';
import { HOST_BITS } from './routed-pod.ts';
import type { Tunnel } from './tunnel-pair.ts';

/** The wire's MTU without what VXLAN adds: 50 bytes over IPv4, 70 over IPv6. */
export const VXLAN_MTU = { 4: 1450, 6: 1430 } as const;

/**
 * A VXLAN device that learns nothing, as flanneld and Felix make it. The other node's pods are routed to
 * the address of its tunnel device (its subnet's first, the one that no pod gets), whose MAC address is a
 * permanent neighbour and whose node is in the FDB.
 * @param node address of node n on the wire
 */
export function toldVxlan(
  name: string,
  vni: number,
  port: number,
  family: Family,
  node = PLAN[family].node,
): Tunnel {
  const { pods } = PLAN[family];
  return {
    type: 'vxlan',
    device: (n) => ({
      ...{ namespace: `node${n}`, name, mac: `02:00:00:00:60:0${n}`, mtu: VXLAN_MTU[family] },
      addresses: [`${pods(n)}/${HOST_BITS[family]}`],
    }),
    options: (n) => `id ${vni} local ${node(n)} dev eth0 nolearning dstport ${port}`,
    via: pods,
    isTold: true,
  };
}
