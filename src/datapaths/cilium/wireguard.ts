import { in_, none, out, sealed } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { wireguardPair } from '../topologies/wireguard-pair.ts';

const [one, two] = ['node1/cilium_wg0', 'node2/cilium_wg0'];

export const ciliumWireguard: Datapath = {
  name: 'cilium/wireguard',
  title: 'Pod to pod across nodes with eBPF host routing, encrypted by WireGuard',
  needs: ['veth', 'wireguard', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  tools: ['wg'],
  topology: wireguardPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/cilium_wg0': { request: out(-1), reply: in_(-1) },
    'node1/eth0': { request: sealed('out', one), reply: sealed('in', one) },
    'node2/eth0': { request: sealed('in', two), reply: sealed('out', two) },
    'node2/cilium_wg0': { request: in_(-1), reply: out(-1) },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-2, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  control: 'cilium/cross-node',
  proof: 'nothing of it could be read on the wire, where as much was encrypted as was sent',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it',
    'node1/cilium_wg0': 'the bare packet',
    'node1/eth0': 'UDP 51871, encrypted',
    'node2/eth0': 'UDP 51871, encrypted',
    'node2/cilium_wg0': 'the bare packet',
    'pod2/lxc': 'requests jump past it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request; the program at tc ingress of lxc1 routes it, one off the TTL, and redirects it to cilium_wg0. Real Cilium redirects it to eth0, and a program at its tc egress, which runs before any tap, to cilium_wg0: the same to a capture.',
      source: 'bpf/redirect.bpf.c; Cilium bpf/bpf_host.c, cil_to_netdev()',
    },
    {
      text: 'cilium_wg0 sees the bare packet, finds by its destination which node has the key, encrypts it and sends it by UDP to port 51871. The first one waits for a handshake.',
      source: 'docs/measurements/tunnels.md, WireGuard',
    },
    {
      text: 'So eth0 shows nothing that could be told to be the probe. That these taps can see is shown by a ping from node to node, which is not encrypted; that the probe went there, by as many encrypted datagrams as cilium_wg0 had packets of it.',
      source: 'docs/measurements/tunnels.md, WireGuard',
    },
    {
      text: 'On node 2 the packet comes out of cilium_wg0 without a link header: a program gives it one, takes one off the TTL and calls bpf_redirect_peer(): pod2 receives it without its passing lxc2.',
      source: 'bpf/bare-peer.bpf.c, after Cilium bpf/bpf_wireguard.c',
    },
    {
      text: 'The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, WireGuard',
    },
  ],
};
