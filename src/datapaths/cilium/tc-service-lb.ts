import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { serviceLbPair } from '../topologies/service-lb-pair.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const translated = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

export const tcServiceLb: Datapath = {
  name: 'cilium/tc-service-lb',
  title: 'Pod to service on one node, translated packet by packet by tc programs',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer'],
  topology: serviceLbPair,
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: in_(-1, { sourceMac: 'pod1/lxc', ...restored }) },
    'pod1/lxc': { request: in_(0, asked), reply: none },
    'pod2/lxc': { request: none, reply: in_(0, answered) },
    'pod2/eth0': {
      request: in_(-1, { sourceMac: 'pod2/lxc', ...translated }),
      reply: out(0, answered),
    },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'kube-proxy/iptables',
  proof:
    'the service was translated on the way to pod2 and back, and no tap of the node saw a packet of it sent on',
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'replies jump past it into pod1',
    'pod2/lxc': "bears pod2's own address still",
    'pod2/eth0': "bears pod2's own address",
  },
  story: [
    {
      text: 'pod1 asks the service address, and lxc1 shows it: the tap sees the packet before the program at tc ingress does.',
      source: 'docs/measurements/services.md, tc programs',
    },
    {
      text: 'That program finds the service by address and port, writes the address of pod2 in its place and mends the checksums (DNAT); then it routes the packet as any other, one off the TTL, and calls bpf_redirect_peer().',
      source: 'bpf/service-lb.bpf.c, after Cilium bpf/lib/lb.h, lb4_local()',
    },
    {
      text: 'So pod2 receives what is addressed to it; lxc2 never sees it.',
      source: 'docs/measurements/services.md, tc programs',
    },
    {
      text: "The reply bears the address of pod2 as it comes in at lxc2; the program there puts the service's back before it redirects it. No device of the node ever shows a packet from the service.",
      source: 'docs/measurements/services.md, tc programs',
    },
    {
      text: "Cilium does it so where socket LB is off, or not for pods (socketLB.hostNamespaceOnly). It knows by its own connection tracking which replies to put back; the lab's program puts back all from the port of the service.",
      source: 'Cilium bpf/bpf_lxc.c, __per_packet_lb_svc_xlate_4()',
    },
  ],
};
