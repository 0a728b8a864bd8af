import { type Encapsulation, in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { directRoutingRemote } from '../topologies/flannel-direct.ts';
import { flannelVxlan } from './vxlan.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'vxlan', vni: 1 }];
const fromOne = { sourceMac: 'node1/flannel.1' };
const fromThree = { sourceMac: 'node3/flannel.1' };

export const flannelDirectRoutingRemote: Datapath = {
  name: 'flannel/direct-routing-remote',
  title: 'The same to a node of another subnet: through the VXLAN overlay, by a router',
  needs: flannelVxlan.needs,
  topology: directRoutingRemote,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'node1/cni0' }) },
    'pod1/lxc': { request: in_(0), reply: out(-2, { sourceMac: 'node1/cni0' }) },
    'node1/cni0': {
      request: in_(0, { sourceMac: 'pod1/eth0' }),
      reply: out(-2, { sourceMac: 'node1/cni0' }),
    },
    'node1/flannel.1': { request: out(-1, fromOne), reply: in_(-1, fromThree) },
    'node1/eth0': {
      request: out(-1, { encapsulation, ...fromOne }),
      reply: in_(-1, { encapsulation, ...fromThree }),
    },
    'router/br0': {
      request: in_(-1, { encapsulation, ...fromOne }),
      reply: out(-1, { encapsulation, ...fromThree }),
    },
    'router/eth3': {
      request: out(-1, { encapsulation, ...fromOne }),
      reply: in_(-1, { encapsulation, ...fromThree }),
    },
    'node3/eth0': {
      request: in_(-1, { encapsulation, ...fromOne }),
      reply: out(-1, { encapsulation, ...fromThree }),
    },
    'node3/flannel.1': { request: in_(-1, fromOne), reply: out(-1, fromThree) },
    'node3/cni0': {
      request: out(-2, { sourceMac: 'node3/cni0' }),
      reply: in_(0, { sourceMac: 'pod3/eth0' }),
    },
    'pod3/lxc': { request: out(-2, { sourceMac: 'node3/cni0' }), reply: in_(0) },
    'pod3/eth0': { request: in_(-2, { sourceMac: 'node3/cni0' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'flannel/direct-routing',
  proof: 'routed into the tunnel by node 1, and carried in VXLAN 1 by a router that knows no pods',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'the gateway: it is addressed',
    'node1/flannel.1': 'routed into it, bare',
    'node1/eth0': 'UDP 8472, the frame inside',
    'router/br0': 'routes what is between nodes',
    'router/eth3': 'routes what is between nodes',
    'node3/eth0': 'UDP 8472, the frame inside',
    'node3/flannel.1': 'out of the wrapping',
    'node3/cni0': 'the node sends out of it',
    'pod3/lxc': 'a port: both legs pass it',
    'pod3/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'Node 3 is behind a router, which would not know where to send a packet for a pod: so with DirectRouting flanneld still gives its pods a route into flannel.1, and only the pods of node 2, a neighbour, a plain one.',
      source: 'flannel-io/flannel, pkg/backend/vxlan/vxlan_network.go',
    },
    {
      text: 'pod1 sends the request to its gateway, cni0; node 1 routes it into flannel.1, one off the TTL.',
      source: 'docs/measurements/flannel-direct.md',
    },
    {
      text: 'flannel.1 wraps the frame in UDP to port 8472 of node 3, VNI 1. eth0 sends that to the router, which routes it from its bridge out of eth3: only the outer header loses a step of TTL, the packet inside is as it was.',
      source: 'Linux drivers/net/vxlan, vxlan_xmit(); docs/measurements/flannel-direct.md',
    },
    {
      text: 'On node 3 the frame comes out of flannel.1; the stack routes it, one more off the TTL, out of cni0 and by the port veth3 to pod3. The reply takes the mirrored way.',
      source: 'docs/measurements/flannel-direct.md',
    },
  ],
};
