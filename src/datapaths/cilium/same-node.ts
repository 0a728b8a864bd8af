import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { podPair } from '../topologies/pod-pair.ts';

export const sameNode: Datapath = {
  name: 'cilium/same-node',
  title: 'Pod to pod on one node with eBPF host routing (bpf_redirect_peer)',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer'],
  topology: podPair('redirect-peer'),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  rescheduled: 1,
  live: liveCilium(),
  control: 'cilium/same-node-legacy',
  proof: 'every tap saw what eBPF host routing leaves to be seen',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it into pod1',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request out of its eth0; it arrives on the other end of the pair, lxc1, in the node.',
      source: 'docs/measurements.md, same node',
    },
    {
      text: 'A tap on lxc1 sees it come in: packet taps run before tc ingress.',
      source: 'Linux net/core/dev.c, __netif_receive_skb_core()',
    },
    {
      text: 'The program at tc ingress of lxc1 looks up the route, rewrites both MAC addresses, takes one off the TTL, and calls bpf_redirect_peer(lxc2).',
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/lib/local_delivery.h',
    },
    {
      text: "The kernel changes the packet's device to lxc2's peer and goes round once more: it is now received by pod2's eth0, without ever having left through lxc2.",
      source: 'Linux net/core/filter.c, skb_do_redirect(), BPF_F_PEER',
    },
    {
      text: 'So lxc2 never sees the request, though the frame at pod2 bears its MAC address as source; and the stamp at pod2 is the one it had at lxc1.',
      source: 'docs/measurements.md, same node',
    },
    {
      text: 'The reply takes the mirrored way: lxc2 sees it come in, lxc1 never sees it.',
      source: 'docs/measurements.md, same node',
    },
  ],
};
