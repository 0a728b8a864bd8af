import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { bridgedPod } from '../topologies/bridged-pod.ts';
import { nodePair } from '../topologies/node-pair.ts';

export const bridgeCrossNode: Datapath = {
  name: 'linux/bridge-cross-node',
  title: "Pod to pod across nodes over each node's bridge and static routes",
  needs: ['veth', 'bridge', 'nf_tables'],
  topology: nodePair(undefined, bridgedPod),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'node1/cni0' }) },
    'pod1/lxc': { request: in_(0), reply: out(-2, { sourceMac: 'node1/cni0' }) },
    'node1/cni0': {
      request: in_(0, { sourceMac: 'pod1/eth0' }),
      reply: out(-2, { sourceMac: 'node1/cni0' }),
    },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/cni0': {
      request: out(-2, { sourceMac: 'node2/cni0' }),
      reply: in_(0, { sourceMac: 'pod2/eth0' }),
    },
    'pod2/lxc': { request: out(-2, { sourceMac: 'node2/cni0' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-2, { sourceMac: 'node2/cni0' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  control: 'flannel/vxlan',
  proof: "each node's bridge handed it to the stack, and it was plain on the wire",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'the gateway: it is addressed',
    'node1/eth0': 'plain packets on the wire',
    'node2/eth0': 'plain packets on the wire',
    'node2/cni0': 'the node sends out of it',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod2 is in another subnet, so pod1 sends the frame to its gateway: to the MAC address of cni0. veth1, a port, receives it; the bridge hands it up, and cni0 sees it come in.',
      source: 'docs/measurements.md, bridge, across nodes',
    },
    {
      text: 'Node 1 forwards it by a route to the other node, out of eth0, one off the TTL.',
      source: 'docs/measurements.md, bridge, across nodes',
    },
    {
      text: 'Node 2 forwards it out of cni0, one more off the TTL; the bridge knows the port of pod2 and sends it out of veth2.',
      source: 'docs/measurements.md, bridge, across nodes',
    },
    {
      text: 'The reply takes the mirrored way. On one node the bridge itself sees nothing of two pods; here it sees both legs.',
      source: 'docs/measurements.md, bridge, across nodes',
    },
  ],
};
