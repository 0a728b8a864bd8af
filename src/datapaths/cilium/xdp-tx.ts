import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { xdpLoadBalancer } from '../topologies/xdp-load-balancer.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const balanced = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;
const byNode1 = { sourceMac: 'node1/eth0' } as const;
const byNode2 = { sourceMac: 'node2/eth0' } as const;

export const xdpTx: Datapath = {
  name: 'cilium/xdp-tx',
  title: 'From outside to a pod on another node, load-balanced by XDP_TX (hairpin, SNAT)',
  needs: ['veth', 'bridge', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer', 'xdp'],
  tools: ['ethtool'],
  topology: xdpLoadBalancer('xdp'),
  signature: {
    'client/eth0': { request: out(0, asked), reply: in_(-2, { ...byNode1, ...restored }) },
    'switch/node1': {
      request: [
        out(0, { sourceMac: 'client/eth0', ...asked }),
        in_(-1, { ...byNode1, ...balanced, hop: 2.5 }),
      ],
      reply: [out(-1, { ...byNode2, ...answered, hop: 2.5 }), in_(-2, { ...byNode1, ...restored })],
    },
    'node1/eth0': { request: none, reply: none },
    'node2/eth0': {
      request: in_(-1, { ...byNode1, ...balanced }),
      reply: out(-1, { ...byNode2, ...answered }),
    },
    'pod2/lxc': { request: none, reply: in_(0, answered) },
    'pod2/eth0': {
      request: in_(-2, { sourceMac: 'pod2/lxc', ...balanced }),
      reply: out(0, answered),
    },
  },
  conntrack: 'untracked',
  unseen: [{ tap: 'node1/eth0', rx: 2, tx: 2 }],
  probes: ['udp', 'tcp'], // a service is a port
  live: liveCilium('untracked', ['pod2/lxc']),
  control: 'cilium/cross-node',
  proof: "the node's device counted every packet twice over, and its tap saw none of them",
  why: {
    'client/eth0': "knows the service's address alone",
    'switch/node1': 'to the node, and back from it translated',
    'node1/eth0': 'XDP takes them before taps, sends them past them',
    'node2/eth0': 'plain packets from node1',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': 'does not see who asks',
  },
  story: [
    {
      text: 'A client outside the cluster asks a service, which it knows to be at node1. The switch hands the packet to node1, where a tap on its port sees it leave.',
      source: 'docs/measurements/xdp.md, load balancer',
    },
    {
      text: 'The program on XDP of eth0 of node1 runs before there is an skb. It finds the service, puts the address of pod2 as the destination (DNAT) and that of node1 as the source (SNAT), so that the answer comes back by it, and remembers who asked.',
      source: 'bpf/xdp-lb.bpf.c, after Cilium bpf/lib/nodeport.h, bpf/bpf_xdp.c',
    },
    {
      text: 'The route to pod2 leads out of the same device: one off the TTL, the MAC address of node2, and XDP_TX sends the frame back where it came from, still without an skb.',
      source: 'bpf/xdp-lb.bpf.c; Linux drivers/net/veth.c, veth_xdp_tx()',
    },
    {
      text: 'So a tap on eth0 of node1 shows nothing of it, neither in nor out, while the port of the switch sees each packet twice: to the service, and then to pod2. The counters of eth0 have both ways. What XDP lets pass, as a ping to the node, is seen as always.',
      source: 'docs/measurements/xdp.md, load balancer',
    },
    {
      text: 'node2 receives a plain packet from node1, and its program puts it into pod2 by bpf_redirect_peer(). Who asked cannot be seen there.',
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_host.c',
    },
    {
      text: 'pod2 answers node1, where XDP undoes both and sends the answer on to the client: from the address that it asked, two off the TTL.',
      source: 'docs/measurements/xdp.md, load balancer',
    },
    {
      text: 'Sent back like that, a frame is taken by a veth only if a program is on XDP of that end, too: xdp_pass is on the port of the switch. NICs need no such thing.',
      source: 'docs/measurements/xdp.md, load balancer',
    },
  ],
};
