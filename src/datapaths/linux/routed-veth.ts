import { sameNodeLegacy } from '../cilium/same-node-legacy.ts';
import type { Datapath } from '../datapath.ts';
import { podPair } from '../topologies/pod-pair.ts';

export const routedVeth: Datapath = {
  name: 'linux/routed-veth',
  title: 'Pod to pod on one node over two veth pairs and host routes',
  needs: ['veth', 'nf_tables'],
  topology: podPair(),
  signature: sameNodeLegacy.signature,
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  twins: ['cilium/same-node-legacy'],
  control: 'linux/veth',
  proof: 'the node received it by one host side and sent it by the other, one off the TTL',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'Each pod has a veth pair of its own, and the node has a route to each pod by the host side of its pair. The host sides have no addresses: a pod sends all to the MAC address of the host side.',
      source: 'docs/measurements/devices.md, routed veth',
    },
    {
      text: "lxc1 receives the request; as the frame is for its own MAC address and the packet for another's address, the node forwards it, if net.ipv4.ip_forward lets it.",
      source: 'Linux net/ipv4/ip_input.c, ip_rcv_finish(); net/ipv4/ip_forward.c',
    },
    {
      text: 'The route to pod2 leads out of lxc2: a tap there sees it leave, one off the TTL, in a frame from lxc2 to pod2.',
      source: 'docs/measurements/devices.md, routed veth',
    },
    {
      text: 'The reply takes the mirrored way. Calico, ptp, and Cilium without eBPF host routing do no other: they differ in how pods learn of the gateway, and in who writes the routes.',
      source: 'docs/measurements/devices.md, routed veth',
    },
  ],
};
