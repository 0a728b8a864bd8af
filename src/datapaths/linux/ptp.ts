import { sameNodeLegacy } from '../cilium/same-node-legacy.ts';
import type { Datapath } from '../datapath.ts';
import { podPair } from '../topologies/pod-pair.ts';
import { ptpPod } from '../topologies/ptp-pod.ts';

export const ptp: Datapath = {
  name: 'linux/ptp',
  title: 'Pod to pod on one node over routed veth pairs (the ptp plugin)',
  needs: ['veth', 'nf_tables'],
  topology: podPair(undefined, ptpPod),
  // to a capture what Cilium's legacy host routing is: the node's stack forwards between the pairs
  signature: sameNodeLegacy.signature,
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  twins: ['cilium/same-node-legacy'],
  control: 'linux/bridge',
  proof: 'the node routed it from one host-side device to the other: each carried both legs',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1 has a route to nothing but its gateway; the gateway's address is on veth1, the other end of its own pair, and on every other pod's.",
      source: 'containernetworking/plugins, plugins/main/ptp/ptp.go',
    },
    {
      text: 'So even a pod of the same subnet is asked through the node: veth1 receives the request, and the stack forwards it by the host route to pod2, one off the TTL.',
      source: 'docs/measurements.md, ptp',
    },
    {
      text: "A tap on veth2 sees it leave; if need be the node asks for pod2's MAC address first, in the gateway's name.",
      source: 'docs/measurements.md, ptp',
    },
    {
      text: 'The reply takes the mirrored way. No bridge, no program: both host-side devices see both legs.',
      source: 'docs/measurements.md, ptp',
    },
  ],
};
