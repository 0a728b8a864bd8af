import { sameNodeLegacy } from '../cilium/same-node-legacy.ts';
import type { Datapath } from '../datapath.ts';
import { calicoPair } from '../topologies/calico-nodes.ts';

export const calicoSameNode: Datapath = {
  name: 'calico/same-node',
  title: "Pod to pod on one node with Calico, by the node's own routing",
  needs: ['veth', 'nf_tables'],
  topology: calicoPair,
  // to a capture what Cilium's legacy host routing is: the node's stack forwards between the pairs
  signature: sameNodeLegacy.signature,
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  twins: ['cilium/same-node-legacy'],
  control: 'cilium/same-node',
  proof: 'the node routed it from one cali device to the other: each carried both legs',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 has one way, to 169.254.1.1, an address that is on no device. It asks for it by ARP, and the node answers with the MAC address of cali1: proxy ARP. In IPv6 the gateway is the link-local address of cali1.',
      source: 'projectcalico/calico, cni-plugin/pkg/dataplane/linux/dataplane_linux.go',
    },
    {
      text: 'That is ee:ee:ee:ee:ee:ee on every cali device of every node: each is alone with its pod on its link, so nothing meets.',
      source: 'projectcalico/calico, cni-plugin/pkg/dataplane/linux/dataplane_linux.go',
    },
    {
      text: 'The request comes in at cali1; the stack finds the host route to pod2, takes one off the TTL and sends it out of cali2. Felix has its policies in the FORWARD chain that it passes there, so it is tracked.',
      source: 'docs/measurements/tunnels.md, Calico on one node',
    },
    {
      text: 'The reply takes the mirrored way: both cali devices see both legs.',
      source: 'docs/measurements/tunnels.md, Calico on one node',
    },
  ],
};
