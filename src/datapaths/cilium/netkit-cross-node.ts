import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveNetkit } from '../live-cilium.ts';
import { netkitPod } from '../topologies/netkit-pod.ts';
import { nodePair } from '../topologies/node-pair.ts';
import { silentHostSides } from '../topologies/silent-host-sides.ts';
import type { Family } from '../topology.ts';

const pair = nodePair({ fromPod: 'redirect', fromWire: 'redirect-peer' }, netkitPod);

export const netkitCrossNode: Datapath = {
  name: 'cilium/netkit-cross-node',
  title: 'Pod to pod across nodes with netkit devices and eBPF host routing, natively routed',
  needs: ['veth', 'netkit', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  topology: (family: Family) => silentHostSides(pair(family)),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2) },
    'pod1/lxc': { request: none, reply: none },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: in_(-2), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveNetkit(),
  control: 'cilium/cross-node',
  proof:
    'neither host side carried any of it: out of the pod onto the wire, off the wire into the pod',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'passed by, both ways',
    'node1/eth0': 'plain packets on the wire',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'passed by, both ways',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1 sends the request; the transmit function of its eth0 runs lxc1's program, which finds by the node's routes that pod2 is behind the other node.",
      source: 'Linux drivers/net/netkit.c, netkit_xmit()',
    },
    {
      text: 'It takes one off the TTL, writes the MAC addresses of the next hop and redirects the packet to the egress of eth0: lxc1 never receives it.',
      source: 'bpf/redirect.bpf.c, after Cilium bpf/lib/fib.h',
    },
    {
      text: "On node 2 the program at tc ingress of eth0 calls bpf_redirect_peer(): here the packet is being received, and lxc2 tells its peer as veth does. pod2's eth0 receives it without its passing lxc2.",
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_host.c',
    },
    {
      text: 'So the host sides see nothing at all of the probe; only pings between a node and its own pod show that the captures there could have seen it.',
      source: 'docs/measurements.md, netkit across nodes',
    },
  ],
};
