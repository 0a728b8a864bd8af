import { type Encapsulation, in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { flannelPair } from '../topologies/flannel-pair.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'vxlan', vni: 1 }];
const fromOne = { sourceMac: 'node1/flannel.1' };
const fromTwo = { sourceMac: 'node2/flannel.1' };

export const flannelVxlan: Datapath = {
  name: 'flannel/vxlan',
  title: "Pod to pod across nodes through flannel's VXLAN overlay",
  needs: ['veth', 'bridge', 'vxlan', 'nf_tables'],
  topology: flannelPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'node1/cni0' }) },
    'pod1/lxc': { request: in_(0), reply: out(-2, { sourceMac: 'node1/cni0' }) },
    'node1/cni0': {
      request: in_(0, { sourceMac: 'pod1/eth0' }),
      reply: out(-2, { sourceMac: 'node1/cni0' }),
    },
    'node1/flannel.1': { request: out(-1, fromOne), reply: in_(-1, fromTwo) },
    'node1/eth0': {
      request: out(-1, { encapsulation, ...fromOne }),
      reply: in_(-1, { encapsulation, ...fromTwo }),
    },
    'node2/eth0': {
      request: in_(-1, { encapsulation, ...fromOne }),
      reply: out(-1, { encapsulation, ...fromTwo }),
    },
    'node2/flannel.1': { request: in_(-1, fromOne), reply: out(-1, fromTwo) },
    'node2/cni0': {
      request: out(-2, { sourceMac: 'node2/cni0' }),
      reply: in_(0, { sourceMac: 'pod2/eth0' }),
    },
    'pod2/lxc': { request: out(-2, { sourceMac: 'node2/cni0' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-2, { sourceMac: 'node2/cni0' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'flannel/host-gw',
  proof: "routed into the tunnel by each node's stack, and wrapped in VXLAN 1 on the wire",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'the gateway: it is addressed',
    'node1/flannel.1': 'routed into it, bare',
    'node1/eth0': 'UDP 8472, the frame inside',
    'node2/eth0': 'UDP 8472, the frame inside',
    'node2/flannel.1': 'out of the wrapping',
    'node2/cni0': 'the node sends out of it',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request to its gateway: veth1 receives it, and cni0 sees it come in, addressed to its MAC address.',
      source: 'docs/measurements.md, flannel',
    },
    {
      text: "Node 1 routes it to flannel.1, one off the TTL: the next hop is the other node's flannel.1, a permanent neighbour that flanneld wrote.",
      source: 'flannel-io/flannel, pkg/backend/vxlan/vxlan_network.go',
    },
    {
      text: 'flannel.1 finds in its FDB at which node that MAC address is, and wraps the frame: UDP to port 8472, VNI 1. That is all that eth0 shows, on both nodes.',
      source: 'Linux drivers/net/vxlan, vxlan_xmit()',
    },
    {
      text: 'On node 2 the frame comes out of flannel.1 at the same time as it came in by eth0; the stack routes it, one more off the TTL, out of cni0 and by the port veth2 to pod2.',
      source: 'docs/measurements.md, flannel',
    },
    {
      text: 'Unlike an overlay of programs, the pods see two steps of TTL, and the frame inside is the node’s, not the pod’s.',
      source: 'docs/measurements.md, flannel',
    },
  ],
};
