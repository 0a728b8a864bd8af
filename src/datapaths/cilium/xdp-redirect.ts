import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { redirectedByXdp } from '../topologies/xdp-pair.ts';

export const xdpRedirect: Datapath = {
  name: 'cilium/xdp-redirect',
  title: 'Pod to pod on one node by native XDP_REDIRECT: no tap of the node sees anything',
  needs: ['veth', 'nf_tables', 'xdp'],
  tools: ['ethtool'],
  topology: redirectedByXdp('xdp'),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: none, reply: none },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  unseen: [
    { tap: 'pod1/lxc', rx: 1, tx: 1 },
    { tap: 'pod2/lxc', rx: 1, tx: 1 },
  ],
  live: liveCilium(),
  control: 'cilium/same-node',
  proof: "both pods saw all, the host sides counted all, and the node's taps saw none of it",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'XDP takes requests before taps, sends replies past them',
    'pod2/lxc': 'XDP takes replies before taps, sends requests past them',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request out of its eth0; the other end of the pair, lxc1, receives it and counts it.',
      source: 'Linux drivers/net/veth.c, veth_xdp_rcv()',
    },
    {
      text: 'The program on XDP of lxc1 runs in the driver, before there is an skb for a packet tap to see. It looks up the route, rewrites both MAC addresses, takes one off the TTL, and redirects the frame to lxc2.',
      source: 'bpf/xdp-redirect.bpf.c',
    },
    {
      text: 'lxc2 sends it as a bare frame by its driver, not by the queue where taps on what goes out are. So the node shows nothing of the request, on either device.',
      source: 'Linux drivers/net/veth.c, veth_xdp_xmit()',
    },
    {
      text: 'A veth takes such frames only if it has a receive ring of its own: with a program on XDP, or GRO on. Else they are dropped. Here xdp_pass is on eth0 of both pods, and lets all through.',
      source: 'docs/measurements/xdp.md, redirect',
    },
    {
      text: 'Now there is an skb again, and the tap on eth0 of pod2 sees it, with the MAC address of lxc2 as its source. The reply takes the mirrored way.',
      source: 'docs/measurements/xdp.md, redirect',
    },
    {
      text: 'Only the counters of lxc1 and lxc2 tell of the packets: rx and tx have them all. What is for the node itself passes XDP, so its own ping to a pod is seen there.',
      source: 'docs/measurements/xdp.md, redirect',
    },
    {
      text: 'A frame has nowhere to say that its checksum is still to be filled in, as pods leave it: so theirs are whole here (ethtool -K eth0 tx off). Else UDP and TCP are lost.',
      source: 'docs/measurements/xdp.md, redirect',
    },
  ],
};
