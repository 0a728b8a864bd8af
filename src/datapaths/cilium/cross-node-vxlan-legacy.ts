import { type Encapsulation, in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { overlayPair } from '../topologies/overlay-pair.ts';

/** Any, as with host routing: the sender's security identity. */
const encapsulation: readonly Encapsulation[] = [{ kind: 'vxlan', vni: null }];

export const crossNodeVxlanLegacy: Datapath = {
  name: 'cilium/cross-node-vxlan-legacy',
  title: 'Pod to pod across nodes through a VXLAN overlay, with legacy host routing',
  needs: ['veth', 'vxlan', 'nf_tables', 'bpf_redirect'],
  topology: overlayPair('redirect'),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-1, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: out(-1, { sourceMac: 'pod1/lxc' }) },
    'node1/cilium_vxlan': { request: out(0), reply: in_(0) },
    'node1/eth0': { request: out(0, { encapsulation }), reply: in_(0, { encapsulation }) },
    'node2/eth0': { request: in_(0, { encapsulation }), reply: out(0, { encapsulation }) },
    'node2/cilium_vxlan': { request: in_(0), reply: out(0) },
    'pod2/lxc': { request: out(-1, { sourceMac: 'pod2/lxc' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-1, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'untracked',
  live: liveCilium('either'),
  control: 'cilium/cross-node-vxlan',
  proof: 'wrapped in VXLAN on the wire, and out of the tunnel to the pods by their host sides',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies go out of it to pod1',
    'node1/cilium_vxlan': 'the frame as pod1 sent it',
    'node1/eth0': 'UDP 8472, the frame inside',
    'node2/eth0': 'UDP 8472, the frame inside',
    'node2/cilium_vxlan': 'the frame as pod1 sent it',
    'pod2/lxc': 'requests go out of it to pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request; the program at tc ingress of lxc1 redirects the frame, unchanged, into cilium_vxlan. In tunnel mode that is so with host routing and without.',
      source: 'bpf/encap.bpf.c, after Cilium bpf/lib/encap.h',
    },
    {
      text: 'On both eth0 there is UDP to port 8472 between the nodes, with the whole frame inside.',
      source: 'docs/measurements.md, overlay, legacy',
    },
    {
      text: 'On node 2 the frame comes out of cilium_vxlan, where a program takes one off the TTL and redirects it to the egress of lxc2: a tap there sees it leave, which it does not with bpf_redirect_peer().',
      source: 'bpf/redirect.bpf.c, after Cilium bpf/bpf_overlay.c',
    },
    {
      text: 'The reply takes the mirrored way. So lxc2 and lxc1 alone tell host routing from legacy in an overlay: what is between them is the same.',
      source: 'docs/measurements.md, overlay, legacy',
    },
  ],
};
