import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveNetkit } from '../live-cilium.ts';
import { netkitPod } from '../topologies/netkit-pod.ts';
import { podPair } from '../topologies/pod-pair.ts';

export const netkitSameNode: Datapath = {
  name: 'cilium/netkit-same-node',
  title: 'Pod to pod on one node with netkit devices and eBPF host routing',
  needs: ['netkit', 'nf_tables', 'bpf_redirect'],
  topology: podPair('redirect', netkitPod),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1) },
    'pod1/lxc': { request: none, reply: out(-1) },
    'pod2/lxc': { request: out(-1), reply: none },
    'pod2/eth0': { request: in_(-1), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveNetkit(),
  control: 'cilium/same-node',
  proof: 'each host side carried only what came to its own pod, as netkit has it',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'requests are taken before they reach it',
    'pod2/lxc': 'replies are taken before they reach it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1 sends the request out of its eth0, the peer of the netkit device lxc1. The peer's transmit function runs lxc1's program, already with lxc1 as the packet's device.",
      source: 'Linux drivers/net/netkit.c, netkit_xmit()',
    },
    {
      text: 'The program looks up the route, takes one off the TTL and redirects the packet to lxc2; as lxc1 never received it, a tap there does not see it.',
      source: 'bpf/redirect.bpf.c, after Cilium bpf/lib/local_delivery.h',
    },
    {
      text: "It is a plain bpf_redirect(): bpf_redirect_peer() works only where a packet is received, and from the peer's transmit function it would be dropped.",
      source: 'docs/measurements.md, netkit on one node',
    },
    {
      text: 'So lxc2 sends it, where a tap sees it leave, and pod2 receives it: the mirror image of veth, where the host side of the sender is the one that sees it.',
      source: 'docs/measurements.md, netkit on one node',
    },
    {
      text: "The reply takes the mirrored way: lxc1 sees it leave, lxc2 never sees it. Neither host side received anything: their receive counters stand still, where veth's transmit counters do.",
      source: 'docs/measurements.md, netkit on one node',
    },
  ],
};
