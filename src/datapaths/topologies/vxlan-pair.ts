import type { Family, Topology } from '../topology.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { VXLAN_MTU } from './told-vxlan.ts';
import { tunnelPair } from './tunnel-pair.ts';

/** Addresses of the tunnel's own ends. */
const ENDS = {
  4: (n: number) => [`172.31.0.${n}/30`],
  // a router asks for its neighbours from a link-local address, see gatewayAddresses
  6: (n: number) => [`fd00:172:31::${n}/126`, `fe80::${n}/64`],
} as const;

/**
 * Two nodes with routed pods and a VXLAN device each, set up by hand: the device knows nothing but the
 * other node, and finds by ARP or neighbour discovery, through itself, who is there.
 */
export function vxlanPair(family: Family): Topology {
  const { node } = PLAN[family];
  const other = (n: number) => 3 - n;
  return tunnelPair(nodePair(undefined, ptpPod)(family), {
    type: 'vxlan',
    device: (n) => ({
      ...{ namespace: `node${n}`, name: 'vxlan0', mac: `02:00:00:00:60:0${n}` },
      ...{ addresses: ENDS[family](n), mtu: VXLAN_MTU[family] },
    }),
    options: (n) => `id 42 local ${node(n)} remote ${node(other(n))} dev eth0 dstport 4789`,
    via: (n) => ENDS[family](n)[0]!.split('/')[0]!,
  });
}
