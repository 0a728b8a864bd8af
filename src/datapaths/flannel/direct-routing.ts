import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { bridgeCrossNode } from '../linux/bridge-cross-node.ts';
import { directRouting } from '../topologies/flannel-direct.ts';

const { signature: plain, why } = bridgeCrossNode;
const silent = { request: none, reply: none };

export const flannelDirectRouting: Datapath = {
  name: 'flannel/direct-routing',
  title: "Pod to pod between nodes of one subnet, with flannel's vxlan backend and DirectRouting",
  needs: [...bridgeCrossNode.needs, 'vxlan'],
  topology: directRouting,
  signature: {
    'pod1/eth0': plain['pod1/eth0']!,
    'pod1/lxc': plain['pod1/lxc']!,
    'node1/cni0': plain['node1/cni0']!,
    'node1/flannel.1': silent,
    'node1/eth0': plain['node1/eth0']!,
    'router/eth1': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'node3/flannel.1': silent,
    'router/eth2': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': plain['node2/eth0']!,
    'node2/flannel.1': silent,
    'node2/cni0': plain['node2/cni0']!,
    'pod2/lxc': plain['pod2/lxc']!,
    'pod2/eth0': plain['pod2/eth0']!,
  },
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'flannel/vxlan',
  proof: 'plain on the wire, and past flannel.1, which carried other pings at the same time',
  why: {
    'pod1/eth0': why['pod1/eth0']!,
    'pod1/lxc': why['pod1/lxc']!,
    'node1/cni0': why['node1/cni0']!,
    'node1/flannel.1': 'there, and not on this way',
    'node1/eth0': 'plain: node 2 is a neighbour',
    'router/eth1': 'a port: switched, not routed',
    'node3/flannel.1': 'nothing is for this node',
    'router/eth2': 'a port: switched, not routed',
    'node2/eth0': 'plain packets on the wire',
    'node2/flannel.1': 'there, and not on this way',
    'node2/cni0': why['node2/cni0']!,
    'pod2/lxc': why['pod2/lxc']!,
    'pod2/eth0': why['pod2/eth0']!,
  },
  story: [
    {
      text: 'For each other node flanneld asks its kernel how that is reached. Node 2 is in the same subnet: its pods get a route by its own address. Node 3 is behind a router: its pods get a route into flannel.1, as in an overlay.',
      source: 'flannel-io/flannel, pkg/backend/vxlan/vxlan_network.go',
    },
    {
      text: 'pod1 sends the request to its gateway: veth1 receives it, and cni0 sees it come in.',
      source: 'docs/measurements/flannel-direct.md',
    },
    {
      text: 'Node 1 routes it out of eth0 to node 2, one off the TTL, with nothing around it, in a frame that the ports of the bridge there hand on as it is; node 2 out of cni0 and veth2, one more off. The reply takes the mirrored way.',
      source: 'docs/measurements/flannel-direct.md',
    },
    {
      text: 'flannel.1 of both nodes is up, and sees none of it: that it exists does not mean VXLAN. While that is shown, pod1 and pod2 ping pod3, and flannel.1 of all three nodes must see those pings: the tunnel is at work in the same run.',
      source: 'docs/measurements/flannel-direct.md',
    },
    {
      text: 'For what is seen of the tunnel from end to end there is flannel/direct-routing-remote, a probe to pod3 in the same lab.',
      source: 'docs/measurements/flannel-direct.md',
    },
  ],
};
