import type { Datapath } from '../datapath.ts';
import { bridgeCrossNode } from '../linux/bridge-cross-node.ts';

export const flannelHostGw: Datapath = {
  name: 'flannel/host-gw',
  title: "Pod to pod across nodes with flannel's host-gw backend, or vxlan with DirectRouting",
  needs: bridgeCrossNode.needs,
  topology: bridgeCrossNode.topology,
  signature: bridgeCrossNode.signature,
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  twins: ['linux/bridge-cross-node'],
  control: 'flannel/vxlan',
  proof: bridgeCrossNode.proof,
  why: bridgeCrossNode.why,
  story: [
    {
      text: 'flanneld writes a route to the pods of each node, by its address on the wire: 10.244.2.0/24 via NODE2. No tunnel, so all nodes must be neighbours.',
      source: 'flannel-io/flannel, pkg/backend/hostgw',
    },
    {
      text: 'The request goes from veth1 by cni0 up into node 1, out of its eth0, and on node 2 out of cni0 and veth2: two steps of TTL, a plain packet on the wire.',
      source: 'docs/measurements.md, bridge, across nodes',
    },
    {
      text: 'With DirectRouting of the vxlan backend a device flannel.1 is there and sees nothing of it: that it exists does not mean VXLAN.',
      source: 'docs/measurements.md, flannel',
    },
  ],
};
