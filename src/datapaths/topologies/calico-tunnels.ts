import type { Family, Topology } from '../topology.ts';
import { calicoNodes } from './calico-nodes.ts';
import { flannelTunnel } from './flannel-pair.ts';
import { toldVxlan } from './told-vxlan.ts';
import { tunnelPair } from './tunnel-pair.ts';

/** Calico's VXLAN overlay, with Felix's own network identifier, on the port assigned by IANA. */
export function calicoVxlanPair(family: Family): Topology {
  const name = { 4: 'vxlan.calico', 6: 'vxlan-v6.calico' };
  const tunnel = toldVxlan(name[family], 4096, 4789, family);
  return tunnelPair(calicoNodes(family), { ...tunnel, tap: name[4] });
}

/** Canal: Calico's pods, with flannel's overlay between their nodes. */
export function canalPair(family: Family): Topology {
  return tunnelPair(calicoNodes(family), flannelTunnel(family));
}
