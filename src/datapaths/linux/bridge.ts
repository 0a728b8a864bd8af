import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { bridgedPair } from '../topologies/bridged-pair.ts';

export const bridge: Datapath = {
  name: 'linux/bridge',
  title: 'Pod to pod on one node over a Linux bridge (docker0, cni0)',
  needs: ['veth', 'bridge'],
  topology: bridgedPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'pod1/lxc': { request: in_(0), reply: out(0, { sourceMac: 'pod2/eth0' }) },
    'node1/cni0': { request: none, reply: none },
    'pod2/lxc': { request: out(0, { sourceMac: 'pod1/eth0' }), reply: in_(0) },
    'pod2/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'cilium/same-node-legacy',
  proof: 'frames crossed both ports unchanged and the bridge itself saw none: they were switched',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'sees only what is for the node',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 finds pod2 in its own subnet, asks for its MAC address by ARP and sends the frame straight to it.',
      source: 'docs/measurements.md, bridge',
    },
    {
      text: 'veth1, a port of the bridge, receives it; the bridge knows by which port pod2 is reached and sends it out of veth2.',
      source: 'Linux net/bridge/br_input.c, br_handle_frame_finish()',
    },
    {
      text: "The bridge's own device, cni0, sees nothing of it: only frames for the node (and broadcasts) go up there. A capture that makes cni0 promiscuous would change that.",
      source: 'docs/measurements.md, bridge',
    },
    {
      text: 'Nothing is routed, so TTL and both MAC addresses are those that pod1 wrote.',
      source: 'docs/measurements.md, bridge',
    },
  ],
};
