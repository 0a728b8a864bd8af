import { type Encapsulation, in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { weaveSleevePair } from '../topologies/weave-sleeve-pair.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'sleeve', vni: null }];
const one = { sourceMac: 'pod1/eth0' };
const two = { sourceMac: 'pod2/eth0' };

export const weaveSleeve: Datapath = {
  name: 'weave/sleeve',
  title: "Pod to pod across nodes through Weave's routers: frames captured, sent by UDP",
  needs: ['veth', 'bridge', 'nf_tables'],
  families: [4], // Weave knows no other
  topology: weaveSleevePair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, two) },
    'pod1/lxc': { request: in_(0), reply: out(0, two) },
    'node1/cni0': { request: none, reply: none },
    'node1/vethwe-bridge': { request: out(0, one), reply: in_(0, two) },
    'node1/vethwe-pcap': { request: in_(0, one), reply: out(0, two) },
    'node1/eth0': {
      request: out(0, { encapsulation, ...one }),
      reply: in_(0, { encapsulation, ...two }),
    },
    'node2/eth0': {
      request: in_(0, { encapsulation, ...one }),
      reply: out(0, { encapsulation, ...two }),
    },
    'node2/vethwe-pcap': { request: out(0, one), reply: in_(0, two) },
    'node2/vethwe-bridge': { request: in_(0, one), reply: out(0, two) },
    'node2/cni0': { request: none, reply: none },
    'pod2/lxc': { request: out(0, one), reply: in_(0) },
    'pod2/eth0': { request: in_(0, one), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'flannel/vxlan',
  proof: "the pods' own frames crossed the wire in UDP, and nothing routed them",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'sees only what is for the node',
    'node1/vethwe-bridge': 'the port towards the router',
    'node1/vethwe-pcap': 'the router captures here',
    'node1/eth0': 'UDP 6783, the frame inside',
    'node2/eth0': 'UDP 6783, the frame inside',
    'node2/vethwe-pcap': 'the router injects here',
    'node2/vethwe-bridge': 'the port towards the router',
    'node2/cni0': 'sees only what is for the node',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'All pods are in one subnet, 10.32.0.0/12: pod1 asks for the MAC address of pod2 by ARP, across nodes too, and sends the frame straight to it.',
      source: 'docs/measurements/userspace.md, weave sleeve',
    },
    {
      text: 'The bridge weave switches it to the port vethwe-bridge. Its own device sees nothing of that: only frames for the node go up there.',
      source: 'weaveworks/weave, net/bridge.go; docs/measurements/userspace.md, weave sleeve',
    },
    {
      text: 'The other end of that pair, vethwe-pcap, is where the router, a process, captures frames as tcpdump does. It knows by the MAC address behind which peer pod2 is.',
      source: 'weaveworks/weave, router/pcap.go',
    },
    {
      text: 'It sends the whole frame to that peer by UDP, 6783 to 6783, behind 20 bytes: the names of the sending peer and of the frame’s two peers, and its length.',
      source:
        'weaveworks/weave, router/crypto.go, NonEncryptor; docs/router-encapsulation-sleeve.md',
    },
    {
      text: 'The router of node 2 injects the frame at its vethwe-pcap; the bridge there switches it to pod2. TTL and MAC addresses are those that pod1 wrote, across nodes.',
      source: 'docs/measurements/userspace.md, weave sleeve',
    },
    {
      text: 'In the lab a process of ours is the router, with the header of sleeve and no more: one frame in a datagram, always to the one other peer, no encryption, no heartbeats, no path MTU discovery, no fragments of its own.',
      source: 'native/tunnel.c',
    },
  ],
};
