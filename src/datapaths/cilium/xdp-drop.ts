import { none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { deniedAtXdp } from '../topologies/xdp-pair.ts';

export const xdpDrop: Datapath = {
  name: 'cilium/xdp-drop',
  title: 'Pod to pod on one node, dropped by native XDP before any tap sees it',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer', 'xdp'],
  topology: deniedAtXdp('xdp'),
  signature: {
    'pod1/eth0': { request: out(0, { sourceMac: 'pod1/eth0' }), reply: none },
    'pod1/lxc': { request: none, reply: none },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: none, reply: none },
  },
  conntrack: 'untracked',
  answered: 'none',
  unseen: [{ tap: 'pod1/lxc', rx: 1, tx: 0 }],
  probes: ['ping', 'udp'], // TCP would get no further than to ask for a connection
  live: liveCilium(),
  control: 'cilium/policy-drop',
  proof: "requests came to pod1's host side, which counted them, and no tap saw them there",
  why: {
    'pod1/eth0': 'pod1 sends, and waits',
    'pod1/lxc': 'XDP runs before packet taps; the device still counts',
    'pod2/lxc': 'nothing is sent on',
    'pod2/eth0': 'nothing is sent on',
  },
  story: [
    {
      text: 'pod1 sends the request out of its eth0; the other end of the pair, lxc1, receives it and counts it.',
      source: 'Linux drivers/net/veth.c, veth_xdp_rcv()',
    },
    {
      text: 'The program on XDP of lxc1 runs in the driver, before there is an skb for a packet tap to see. It asks for the route: the packet is for another pod, so it answers XDP_DROP.',
      source: 'bpf/xdp-drop.bpf.c',
    },
    {
      text: 'So a tap on lxc1 shows nothing, as if pod1 had never sent anything. Only the counters tell that the packets came: rx of lxc1 has them all.',
      source: 'docs/measurements/xdp.md, drop',
    },
    {
      text: "What is for the node itself passes XDP: the node's own ping to pod1 is seen at lxc1 both ways, so the capture there could see.",
      source: 'docs/measurements/xdp.md, drop',
    },
    {
      text: 'Nothing of it is seen at lxc2 or in pod2, nor by netfilter. Dropped at tc ingress it would have been seen at lxc1: that is the difference to cilium/policy-drop.',
      source: 'docs/measurements/xdp.md, drop',
    },
    {
      text: 'Cilium runs XDP on the devices of the node (its prefilter), not on those of pods; what a tap there misses is the same.',
      source: 'Cilium bpf/bpf_xdp.c, check_filters()',
    },
  ],
};
