import type { Datapath } from '../datapath.ts';
import { xdpLoadBalancer } from '../topologies/xdp-load-balancer.ts';
import { xdpTx } from './xdp-tx.ts';

export const xdpTxGeneric: Datapath = {
  ...xdpTx,
  name: 'cilium/xdp-tx-generic',
  title: 'From outside to a pod on another node, load-balanced by generic XDP_TX (hairpin, SNAT)',
  needs: ['veth', 'bridge', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer', 'xdp_generic'],
  topology: xdpLoadBalancer('xdp generic'),
  twins: ['cilium/xdp-tx'],
  story: [
    {
      text: 'A client outside the cluster asks a service, which it knows to be at node1. The switch hands the packet to node1, where a tap on its port sees it leave.',
      source: 'docs/measurements/xdp.md, load balancer',
    },
    {
      text: 'The driver of eth0 has made an skb of it, and counted it, when the program on generic XDP runs: in the stack, but before packet taps. It does the same as on native XDP: DNAT to pod2, SNAT to node1, and remembers who asked.',
      source: 'Linux net/core/dev.c, do_xdp_generic(); bpf/xdp-lb.bpf.c',
    },
    {
      text: 'One off the TTL, the MAC address of node2, and XDP_TX hands the skb back to the driver of eth0 at once, past the taps on what goes out: eth0 of node1 shows nothing, neither in nor out, and its counters have both ways.',
      source: 'Linux net/core/dev.c, generic_xdp_tx()',
    },
    {
      text: 'To the other end of a veth it is a packet like any other: the switch takes it without a program on its port, which native XDP needs. That is for cards whose drivers know no XDP, and slower than either.',
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
  ],
};
