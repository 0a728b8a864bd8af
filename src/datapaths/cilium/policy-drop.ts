import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { deniedPair } from '../topologies/denied-pair.ts';

export const policyDrop: Datapath = {
  name: 'cilium/policy-drop',
  title: 'Pod to pod on one node, forbidden by a network policy',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer'],
  topology: deniedPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: none },
    'pod1/lxc': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: none },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: none, reply: none },
  },
  conntrack: 'untracked',
  drops: { tap: 'pod1/lxc', reason: 'TC_INGRESS' },
  answered: 'none',
  probes: ['ping', 'udp'], // TCP would get no further than to ask for a connection
  live: liveCilium(),
  control: 'cilium/same-node',
  proof: "requests ended at pod1's host side, and no device of pod2 saw any",
  why: {
    'pod1/eth0': 'pod1 sends, and waits',
    'pod1/lxc': 'seen before the program drops it',
    'pod2/lxc': 'nothing is sent on',
    'pod2/eth0': 'nothing is sent on',
  },
  story: [
    {
      text: 'pod1 sends the request; lxc1 receives it, and a tap there sees it come in: packet taps run before tc ingress.',
      source: 'Linux net/core/dev.c, __netif_receive_skb_core()',
    },
    {
      text: "The program at tc ingress of lxc1 finds that the policy forbids it and drops it. Cilium enforces the other pod's policy here too, at the source.",
      source: 'bpf/policy-drop.bpf.c, after Cilium bpf/lib/local_delivery.h',
    },
    {
      text: 'Nothing of it is seen at lxc2 or in pod2, nor by netfilter; no answer comes, not even by ICMP.',
      source: 'docs/measurements.md, policy',
    },
    {
      text: 'To captures a packet lost in the node by any other cause looks the same. The kernel tells where it frees it, and why: TC_INGRESS, at lxc1 (tracepoint kfree_skb, from Linux 5.18 on); cilium monitor tells which policy.',
      source: 'docs/measurements/drops.md',
    },
  ],
};
