import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { socketLbPair } from '../topologies/socket-lb-pair.ts';

const asked = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;

export const socketLb: Datapath = {
  name: 'cilium/socket-lb',
  title: 'Pod to service on one node, translated in connect() (socket LB)',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer', 'cgroup_sock_addr'],
  topology: socketLbPair,
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: in_(-1, { sourceMac: 'pod1/lxc', ...answered }) },
    'pod1/lxc': { request: in_(0, asked), reply: none },
    'pod2/lxc': { request: none, reply: in_(0, answered) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc', ...asked }), reply: out(0, answered) },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  probes: ['tcp', 'udp'], // ping does not connect
  control: 'kube-proxy/iptables',
  proof: 'a service was asked and answered, and no tap saw any address but those of the two pods',
  why: {
    'pod1/eth0': "bears pod2's own address already",
    'pod1/lxc': 'replies jump past it into pod1',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'The client in pod1 calls connect() with the service address. A program on the cgroup of the pod is asked first, and puts the address of pod2 in its place.',
      source: 'bpf/socket-lb.bpf.c, after Cilium bpf/bpf_sock.c, cil_sock4_connect()',
    },
    {
      text: 'So the kernel makes the connection to pod2 itself: there is no packet yet, and none ever bears the service address, not even at eth0 of pod1.',
      source: 'Linux net/ipv4/af_inet.c, inet_stream_connect(), BPF_CGROUP_RUN_PROG_INET4_CONNECT',
    },
    {
      text: 'From there on all is as between two pods of one node: bpf_redirect_peer() at lxc1, straight into pod2.',
      source: 'docs/measurements.md, same node',
    },
    {
      text: 'Nothing has to be put back in the replies: what they bear is what the socket is connected to.',
      source: 'docs/measurements.md, socket LB',
    },
    {
      text: "The program belongs to the cgroup, not to the network namespace: who only enters pod1's namespace, as nsenter does, is not translated, and gets no answer here.",
      source: 'docs/measurements.md, socket LB',
    },
  ],
};
