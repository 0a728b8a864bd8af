import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { bgpWithdrawn as topology } from '../topologies/bgp-gateway.ts';
import { bgp } from './bgp.ts';

export const bgpWithdrawn: Datapath = {
  name: 'cilium/bgp-withdrawn',
  title: 'The same with the routes withdrawn: the router does not know where pods are',
  needs: bgp.needs,
  tools: bgp.tools!,
  topology,
  signature: {
    'pod1/eth0': { request: out(0), reply: none },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/eth0': { request: out(-1, { sourceMac: 'node1/eth0' }), reply: none },
    'router/eth1': { request: in_(-1, { sourceMac: 'node1/eth0' }), reply: none },
    'router/eth2': { request: none, reply: none },
    'node2/eth0': { request: none, reply: none },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: none, reply: none },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  answered: 'none',
  probes: ['ping', 'udp'], // TCP would get no further than to ask for a connection
  control: 'cilium/bgp',
  proof:
    'requests came as far as the router, which has learned no route to the pods, and no further',
  why: {
    'pod1/eth0': 'pod1 sends, and waits',
    'pod1/lxc': 'the node knows a default route',
    'node1/eth0': 'sent to the router all the same',
    'router/eth1': 'the router has no route for it',
    'router/eth2': 'nothing is sent on',
    'node2/eth0': 'nothing is sent on',
    'pod2/lxc': 'nothing is sent on',
    'pod2/eth0': 'nothing is sent on',
  },
  story: [
    {
      text: 'The BGP sessions of both nodes with the router stand, but the nodes announce nothing: as after a wrong selector in a peering policy, or while an agent restarts without graceful restart.',
      source: 'docs/measurements/bgp.md, gateway, withdrawn',
    },
    {
      text: 'pod1 sends the request; the node has a default route, so its program redirects the packet out of eth0 as if all were well. lxc1 and eth0 of node 1 look as they always do.',
      source: 'docs/measurements/bgp.md, gateway, withdrawn',
    },
    {
      text: 'The router receives it on eth1, finds no route, and drops it: eth2, node 2 and pod2 see none of it, and there is no reply for any tap to see.',
      source: 'docs/measurements/bgp.md, gateway, withdrawn',
    },
    {
      text: 'Not even an ICMP error comes back: the router has no route to pod1 either, whose node announces nothing.',
      source:
        'Linux net/ipv4/icmp.c, icmp_route_lookup(); docs/measurements/bgp.md, gateway, withdrawn',
    },
    {
      text: 'BIRD on the router says the same: its sessions stand, and it has learned no route.',
      source: 'BIRD 2.0 user guide, show route all',
    },
  ],
};
