import { type Encapsulation, in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { overlayPair } from '../topologies/overlay-pair.ts';

/** Cilium writes the sender's security identity as the network identifier, so it may be any. */
const encapsulation: readonly Encapsulation[] = [{ kind: 'vxlan', vni: null }];

export const crossNodeVxlan: Datapath = {
  name: 'cilium/cross-node-vxlan',
  title: 'Pod to pod across nodes with eBPF host routing, through a VXLAN overlay',
  needs: ['veth', 'vxlan', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  topology: overlayPair('redirect-peer'),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'node1/cilium_vxlan': { request: out(0), reply: in_(0) },
    'node1/eth0': { request: out(0, { encapsulation }), reply: in_(0, { encapsulation }) },
    'node2/eth0': { request: in_(0, { encapsulation }), reply: out(0, { encapsulation }) },
    'node2/cilium_vxlan': { request: in_(0), reply: out(0) },
    'pod2/lxc': { request: none, reply: in_(0) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveCilium(),
  control: 'cilium/cross-node-vxlan-legacy',
  proof: 'wrapped in VXLAN on the wire, and out of the tunnel straight into the pods',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies jump past it',
    'node1/cilium_vxlan': 'the frame as pod1 sent it',
    'node1/eth0': 'UDP 8472, the frame inside',
    'node2/eth0': 'UDP 8472, the frame inside',
    'node2/cilium_vxlan': 'the frame as pod1 sent it',
    'pod2/lxc': 'requests jump past it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request; the program at tc ingress of lxc1 finds by the route that pod2 is behind the tunnel, notes the other node as its end and redirects the frame, unchanged, to cilium_vxlan.',
      source: 'bpf/encap.bpf.c, after Cilium bpf/lib/encap.h',
    },
    {
      text: 'The device wraps it: on both eth0 there is UDP to port 8472 between the nodes, with the whole frame inside, TTL and MAC addresses as pod1 wrote them.',
      source: 'docs/measurements.md, overlay',
    },
    {
      text: 'On node 2 the frame comes out of cilium_vxlan, where a program takes one off the TTL and calls bpf_redirect_peer(): pod2 receives it without its passing lxc2.',
      source: 'bpf/redirect-peer.bpf.c, after Cilium bpf/bpf_overlay.c',
    },
    {
      text: 'The reply takes the mirrored way. A capture filter for ICMP on eth0 would see nothing of all this.',
      source: 'docs/measurements.md, overlay',
    },
  ],
};
