import { type Encapsulation, in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { ciliumIpipPair } from '../topologies/cilium-overlays.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'ipip', vni: null }];

export const ciliumIpip: Datapath = {
  name: 'cilium/ipip',
  title: "Pod to pod across nodes with eBPF host routing, through Cilium's IP in IP device",
  needs: ['veth', 'ipip', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  families: [4], // cilium_ipip6 wants nodes that speak IPv6, and the program knows their IPv4 addresses
  topology: ciliumIpipPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/cilium_ipip4': { request: out(0), reply: in_(0) },
    'node1/eth0': { request: out(0, { encapsulation }), reply: in_(0, { encapsulation }) },
    'node2/eth0': { request: in_(0, { encapsulation }), reply: out(0, { encapsulation }) },
    'node2/cilium_ipip4': { request: in_(0), reply: out(0) },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  control: 'cilium/cross-node-vxlan',
  proof: 'a second IP header on the wire, and out of the tunnel straight into the pods',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it',
    'node1/cilium_ipip4': 'the bare packet',
    'node1/eth0': 'IP in IP, the packet inside',
    'node2/eth0': 'IP in IP, the packet inside',
    'node2/cilium_ipip4': 'the bare packet',
    'pod2/lxc': 'requests jump past it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'Cilium makes cilium_ipip4 for load balancers and their health checks: a node that was asked for a service hands the packet on to the node of the pod by IP in IP. Here pods reach each other by it, so that the device is seen at work.',
      source: 'Cilium pkg/datapath/loader; documentation, DSR with IPIP',
    },
    {
      text: 'pod1 sends the request; the program at tc ingress of lxc1 notes the other node as the end of the tunnel and redirects the packet, without its link header, to cilium_ipip4.',
      source: 'bpf/encap.bpf.c, after Cilium bpf/lib/encap.h',
    },
    {
      text: 'The device puts an IP header before it: protocol 4, from node to node, 20 bytes more, and no identity of the sender as VXLAN and Geneve carry it. That is all that eth0 shows.',
      source: 'docs/measurements/tunnels.md, Cilium by IP in IP',
    },
    {
      text: 'On node 2 the packet comes out of cilium_ipip4 without a link header: a program gives it one, takes one off the TTL and calls bpf_redirect_peer(): pod2 receives it without its passing lxc2.',
      source: 'bpf/bare-peer.bpf.c, after Cilium bpf/bpf_wireguard.c',
    },
    {
      text: 'The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, Cilium by IP in IP',
    },
  ],
};
