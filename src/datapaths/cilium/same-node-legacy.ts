import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { podPair } from '../topologies/pod-pair.ts';

export const sameNodeLegacy: Datapath = {
  name: 'cilium/same-node-legacy',
  title: "Pod to pod on one node through the host's network stack (legacy host routing)",
  needs: ['veth', 'nf_tables'],
  topology: podPair(),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: out(-1, { sourceMac: 'pod1/lxc' }) },
    'pod2/lxc': { request: out(-1, { sourceMac: 'pod2/lxc' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'tracked',
  rescheduled: 2,
  live: liveCilium('either'),
  control: 'cilium/same-node',
  proof: 'both host-side devices carried both legs, as the host stack routes them',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies go out of it to pod1',
    'pod2/lxc': 'requests go out of it to pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request out of its eth0; lxc1, the other end of the pair, receives it in the node.',
      source: 'docs/measurements.md, legacy',
    },
    {
      text: 'No program takes it at tc ingress, so it goes up into IP: routing, netfilter (where connection tracking notes it), forwarding.',
      source: 'Linux net/ipv4/ip_forward.c',
    },
    {
      text: "Forwarding takes one off the TTL and sends it out of lxc2, where a tap sees it leave; then pod2's eth0 receives it.",
      source: 'docs/measurements.md, legacy',
    },
    {
      text: 'The reply takes the mirrored way out of lxc1. So both host-side devices see both legs: twice the queues, and the whole of netfilter.',
      source: 'docs/measurements.md, legacy',
    },
  ],
};
