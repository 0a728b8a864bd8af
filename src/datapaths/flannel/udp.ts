import { type Encapsulation, in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { flannelUdpPair } from '../topologies/flannel-udp-pair.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'udp', vni: null }];
const fromOne = { encapsulation, sourceMac: 'node1/eth0' };
const fromTwo = { encapsulation, sourceMac: 'node2/eth0' };

export const flannelUdp: Datapath = {
  name: 'flannel/udp',
  title: "Pod to pod across nodes with flannel's udp backend: a TUN device and a process",
  needs: ['veth', 'bridge', 'tun', 'nf_tables'],
  families: [4], // the backend knows no other
  topology: flannelUdpPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(-4, { sourceMac: 'node1/cni0' }) },
    'pod1/lxc': { request: in_(0), reply: out(-4, { sourceMac: 'node1/cni0' }) },
    'node1/cni0': {
      request: in_(0, { sourceMac: 'pod1/eth0' }),
      reply: out(-4, { sourceMac: 'node1/cni0' }),
    },
    'node1/flannel0': { request: out(-1), reply: in_(-3) },
    'node1/eth0': { request: out(-2, fromOne), reply: in_(-2, fromTwo) },
    'node2/eth0': { request: in_(-2, fromOne), reply: out(-2, fromTwo) },
    'node2/flannel0': { request: in_(-3), reply: out(-1) },
    'node2/cni0': {
      request: out(-4, { sourceMac: 'node2/cni0' }),
      reply: in_(0, { sourceMac: 'pod2/eth0' }),
    },
    'pod2/lxc': { request: out(-4, { sourceMac: 'node2/cni0' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-4, { sourceMac: 'node2/cni0' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'flannel/vxlan',
  proof:
    'a process on each node read it from a TUN device and sent it on, and both took one off the TTL',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'the gateway: it is addressed',
    'node1/flannel0': 'a bare packet: no MAC address',
    'node1/eth0': 'UDP 8285, the packet inside',
    'node2/eth0': 'UDP 8285, the packet inside',
    'node2/flannel0': 'a bare packet: no MAC address',
    'node2/cni0': 'the node sends out of it',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request to its gateway: veth1 receives it, and cni0 sees it come in, addressed to its MAC address.',
      source: 'docs/measurements/userspace.md, flannel udp',
    },
    {
      text: 'Node 1 routes it into flannel0, one off the TTL. That is a TUN device: it has no MAC address and no next hop, and what is sent out of it a process reads. All pods of all nodes are behind one route.',
      source: 'docs/measurements/userspace.md, flannel udp',
    },
    {
      text: 'flanneld reads the packet, takes one more off its TTL and sends it to the other node as the payload of a UDP datagram, 8285 to 8285: 28 bytes more, no header of its own. In the lab a process of ours does the same.',
      source: 'flannel-io/flannel, pkg/backend/udp/proxy_amd64.c, tun_to_udp(); native/tunnel.c',
    },
    {
      text: 'The process on node 2 takes a third one off and writes the packet to its flannel0, from which the stack receives it, later than eth0 did: a process had to be woken in between.',
      source: 'flannel-io/flannel, pkg/backend/udp/proxy_amd64.c, udp_to_tun(); native/tunnel.c',
    },
    {
      text: 'Node 2 routes it out of cni0, the fourth one off, and by the port veth2 to pod2. So a ping shows ttl=60, where every tunnel of the kernel shows 62.',
      source: 'docs/measurements/userspace.md, flannel udp',
    },
  ],
};
