import type { Family, Topology } from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { VXLAN_PORT } from './overlay-pair.ts';
import { toldVxlan } from './told-vxlan.ts';
import { type Tunnel, tunnelPair } from './tunnel-pair.ts';

/** Two nodes with a bridge each, and flannel's overlay between them. */
export function flannelPair(family: Family): Topology {
  return tunnelPair(nodePair(undefined, bridgedPod)(family), flannelTunnel(family));
}

/**
 * flannel has a device for each family: the nodes' own addresses are of the pods' family.
 * @param node address of node n
 */
export function flannelTunnel(family: Family, node = PLAN[family].node): Tunnel {
  const name = { 4: 'flannel.1', 6: 'flannel-v6.1' };
  return { ...toldVxlan(name[family], 1, VXLAN_PORT, family, node), tap: name[4] };
}
