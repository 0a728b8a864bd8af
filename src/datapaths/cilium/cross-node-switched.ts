import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { switchedNodes, tappedSwitch } from '../topologies/switched-nodes.ts';
import type { Family } from '../topology.ts';
import { crossNode } from './cross-node.ts';

const nodes = switchedNodes({ fromPod: 'redirect', fromWire: 'redirect-peer' });

export const crossNodeSwitched: Datapath = {
  name: 'cilium/cross-node-switched',
  title: 'Pod to pod across nodes with eBPF host routing, through a switch with a third node',
  needs: [...crossNode.needs, 'bridge'],
  topology: (family: Family) => tappedSwitch(nodes(family)),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'switch/port1': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'switch/br0': { request: none, reply: none },
    'switch/port3': { request: none, reply: none },
    'node3/eth0': { request: none, reply: none },
    'pod3/eth0': { request: none, reply: none },
    'switch/port2': {
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
  live: liveCilium(),
  control: 'cilium/cross-node-switched-legacy',
  proof: 'it crossed two ports of the switch and went straight into the pods; nothing else saw it',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it into pod1',
    'node1/eth0': 'plain packets on the wire',
    'switch/port1': 'switched, as they were sent',
    'switch/br0': 'sees only what is for the switch',
    'switch/port3': 'not the port of either node',
    'node3/eth0': 'nothing is for this node',
    'pod3/eth0': 'nothing is for this pod',
    'switch/port2': 'switched, as they were sent',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'requests jump past it into pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1 sends the request; the program at tc ingress of lxc1 finds node 2 by the node's routes, takes one off the TTL, writes the MAC addresses of both nodes' eth0 and redirects the packet to the egress of its own.",
      source: 'bpf/redirect.bpf.c, after Cilium bpf/lib/fib.h',
    },
    {
      text: 'The switch receives the frame by port 1, knows the MAC address of node 2 behind port 2, and sends it out of that, TTL and addresses as they were.',
      source:
        'Linux net/bridge/br_input.c, br_handle_frame_finish(); docs/measurements/switched.md',
    },
    {
      text: 'Its bridge device sees none of it: only frames for the switch itself go up there. Nor does port 3, so that the third node and its pod see none: a switch that knows an address floods nothing.',
      source: 'docs/measurements/switched.md',
    },
    {
      text: "On node 2 a program at tc ingress of eth0 takes another one off the TTL and calls bpf_redirect_peer(): pod2's eth0 receives the packet without its passing lxc2.",
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_host.c',
    },
    {
      text: 'The reply goes the mirrored way: lxc2 sees it come in, ports 2 and 1 carry it, lxc1 never sees it.',
      source: 'docs/measurements/switched.md',
    },
  ],
};
