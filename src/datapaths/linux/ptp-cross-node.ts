import { in_, out } from '../../verdict/signature.ts';
import { acrossNodes } from '../across-nodes.ts';
import type { Datapath } from '../datapath.ts';
import { nodePair } from '../topologies/node-pair.ts';
import { ptpPod } from '../topologies/ptp-pod.ts';

export const ptpCrossNode: Datapath = {
  name: 'linux/ptp-cross-node',
  title: 'Pod to pod across nodes over routed veth pairs and static routes',
  needs: ['veth', 'nf_tables'],
  topology: nodePair(undefined, ptpPod),
  signature: acrossNodes({
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
  }),
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  twins: ['cilium/cross-node-legacy'],
  control: 'linux/bridge-cross-node',
  proof: 'both nodes routed it: one step of TTL each, plain on the wire, out of the host sides',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'node1/eth0': 'plain packets on the wire',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'veth1 receives the request; node 1 has a route to the pods of node 2 by its address, and forwards it out of eth0, one off the TTL.',
      source: 'docs/measurements.md, ptp, across nodes',
    },
    {
      text: 'On the wire it is a plain packet between the pods, in a frame between the nodes: whatever joins the nodes must let such addresses pass.',
      source: 'docs/measurements.md, ptp, across nodes',
    },
    {
      text: 'Node 2 forwards it by its host route out of veth2 to pod2, one more off the TTL.',
      source: 'docs/measurements.md, ptp, across nodes',
    },
    {
      text: 'The reply takes the mirrored way.',
      source: 'docs/measurements.md, ptp, across nodes',
    },
  ],
};
