import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { nodePair } from '../topologies/node-pair.ts';

export const crossNode: Datapath = {
  name: 'cilium/cross-node',
  title: 'Pod to pod across nodes with eBPF host routing, natively routed',
  needs: ['veth', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  topology: nodePair({ fromPod: 'redirect', fromWire: 'redirect-peer' }),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-2, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  rescheduled: 2,
  live: liveCilium(),
  control: 'cilium/cross-node-legacy',
  proof: 'what came off the wire went straight into the pods, past their host sides',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it into pod1',
    'node1/eth0': 'plain packets on the wire',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1 sends the request; lxc1 receives it, and the program at its tc ingress finds by the node's routes that pod2 is behind the other node.",
      source: 'bpf/redirect.bpf.c, after Cilium bpf/lib/fib.h',
    },
    {
      text: 'It takes one off the TTL, writes the MAC addresses of the next hop and redirects the packet to the egress of eth0: the host stack and netfilter never see it.',
      source: 'docs/measurements.md, across nodes',
    },
    {
      text: "On node 2 a program at tc ingress of eth0 looks up the pod, takes another one off the TTL and calls bpf_redirect_peer(): the packet is received by pod2's eth0 without passing lxc2.",
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_host.c',
    },
    {
      text: "The reply goes the mirrored way: lxc2 sees it come in, both nodes' eth0 carry it, lxc1 never sees it.",
      source: 'docs/measurements.md, across nodes',
    },
  ],
};
