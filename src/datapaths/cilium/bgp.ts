import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { bgpGateway, gatewayRoutes } from '../topologies/bgp-gateway.ts';

export const bgp: Datapath = {
  name: 'cilium/bgp',
  title: 'Pod to pod across nodes by a router that has learned by BGP where pods are',
  needs: ['veth', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  tools: ['bird', 'birdc'],
  topology: bgpGateway,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-3, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-2, { sourceMac: 'router/eth1' }),
    },
    'router/eth1': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-2, { sourceMac: 'router/eth1' }),
    },
    'router/eth2': {
      request: out(-2, { sourceMac: 'router/eth2' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-2, { sourceMac: 'router/eth2' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-3, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  routes: gatewayRoutes,
  live: liveCilium(),
  control: 'cilium/bgp-withdrawn',
  proof:
    'the router sent it on by a route that BIRD says it learned by BGP, and the nodes knew none',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it into pod1',
    'node1/eth0': 'by the default route, and back',
    'router/eth1': 'a port of the router',
    'router/eth2': 'sent on by a route from BGP',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'Before any packet: an agent on each node has a BGP session with the router of its rack and announces the prefix of its own pods. Here BIRD does so in the place of the agent of Cilium.',
      source: 'Cilium Documentation/network/bgp-control-plane; docs/measurements/bgp.md',
    },
    {
      text: 'The nodes take no routes from it. Node 1 has a default route and nothing else for pod2.',
      source: 'docs/measurements/bgp.md, gateway',
    },
    {
      text: 'pod1 sends the request; the program at tc ingress of lxc1 finds the default route, takes one off the TTL, writes the MAC address of the router and redirects the packet to the egress of eth0.',
      source: 'bpf/redirect.bpf.c, after Cilium bpf/lib/fib.h',
    },
    {
      text: 'The router receives it on eth1 and has a route for the prefix of pod2, by node 2, that BIRD put into its kernel: one more off the TTL, out of eth2.',
      source: 'docs/measurements/bgp.md, gateway',
    },
    {
      text: "On node 2 the program at tc ingress of eth0 takes a third step off the TTL and calls bpf_redirect_peer(): pod2's eth0 receives it without its passing lxc2.",
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_host.c',
    },
    {
      text: 'The reply takes the mirrored way, by the route to the pods of node 1: lxc2 sees it come in, lxc1 never sees it.',
      source: 'docs/measurements/bgp.md, gateway',
    },
    {
      text: 'No packet shows who wrote a route. So BIRD on the router is asked what it has learned, by which protocol, and whether its kernel has it from BIRD.',
      source: 'BIRD 2.0 user guide, show route all',
    },
  ],
};
