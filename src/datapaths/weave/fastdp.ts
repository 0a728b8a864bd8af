import { type Encapsulation, in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { vniFrom, weaveFastdpPair } from '../topologies/weave-fastdp-pair.ts';

const vxlan = (n: number): readonly Encapsulation[] => [{ kind: 'vxlan', vni: vniFrom(n) }];
const one = { sourceMac: 'pod1/eth0' };
const two = { sourceMac: 'pod2/eth0' };

export const weaveFastdp: Datapath = {
  name: 'weave/fastdp',
  title: "Pod to pod across nodes through Weave's fast datapath: Open vSwitch in the kernel",
  needs: ['veth', 'bridge', 'vxlan', 'nf_tables', 'openvswitch'],
  tools: ['ovs-dpctl'],
  families: [4], // Weave knows no other
  topology: weaveFastdpPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, two) },
    'pod1/lxc': { request: in_(0), reply: out(0, two) },
    'node1/cni0': { request: none, reply: none },
    'node1/vethwe-bridge': { request: out(0, one), reply: in_(0, two) },
    'node1/vethwe-datapath': { request: in_(0, one), reply: out(0, two) },
    'node1/vxlan-6784': { request: out(0, one), reply: in_(0, two) },
    'node1/eth0': {
      request: out(0, { encapsulation: vxlan(1), ...one }),
      reply: in_(0, { encapsulation: vxlan(2), ...two }),
    },
    'node2/eth0': {
      request: in_(0, { encapsulation: vxlan(1), ...one }),
      reply: out(0, { encapsulation: vxlan(2), ...two }),
    },
    'node2/vxlan-6784': { request: in_(0, one), reply: out(0, two) },
    'node2/vethwe-datapath': { request: out(0, one), reply: in_(0, two) },
    'node2/vethwe-bridge': { request: in_(0, one), reply: out(0, two) },
    'node2/cni0': { request: none, reply: none },
    'pod2/lxc': { request: out(0, one), reply: in_(0) },
    'pod2/eth0': { request: in_(0, one), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'weave/sleeve',
  proof: "the pods' own frames went from the bridge into a VXLAN device, and no process saw them",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'a port: both legs pass it',
    'node1/cni0': 'sees only what is for the node',
    'node1/vethwe-bridge': 'the port towards the datapath',
    'node1/vethwe-datapath': 'port 1 of the datapath',
    'node1/vxlan-6784': 'port 2: the frame, bare',
    'node1/eth0': 'UDP 6784, the frame inside',
    'node2/eth0': 'UDP 6784, the frame inside',
    'node2/vxlan-6784': 'port 2: the frame, bare',
    'node2/vethwe-datapath': 'port 1 of the datapath',
    'node2/vethwe-bridge': 'the port towards the datapath',
    'node2/cni0': 'sees only what is for the node',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'All pods are in one subnet, 10.32.0.0/12, and the bridge weave switches what is for another node to its port vethwe-bridge, as with sleeve.',
      source: 'weaveworks/weave, net/bridge.go, BridgedFastdp',
    },
    {
      text: 'The other end of that pair, vethwe-datapath, is a port of a datapath of Open vSwitch: the kernel looks the frame up in its table of flows, and no process has to read it.',
      source: 'weaveworks/weave, router/fastdp.go; Linux net/openvswitch',
    },
    {
      text: "The flow's actions write the outer addresses and the VNI, and give the frame to the port vxlan-6784: UDP to port 6784, one above sleeve's. The VNI bears the short names of both peers, 12 bits each: 8193 is from peer 1 to peer 2, 4098 the way back.",
      source:
        'weaveworks/weave, router/fastdp.go, extractPeers(); docs/measurements/userspace.md, weave fastdp',
    },
    {
      text: 'On node 2 the frame comes out of vxlan-6784, and the flow for this tunnel gives it to vethwe-datapath: over the bridge it comes to pod2 as pod1 wrote it, TTL and MAC addresses too.',
      source: 'docs/measurements/userspace.md, weave fastdp',
    },
    {
      text: "Weave's router writes a flow when the first packet of a pair of MAC addresses finds none. The lab has its flows from the start, for IPv4 and ARP, one each way: it has no router.",
      source:
        'weaveworks/weave, router/fastdp.go, ConsumeMisses(); src/datapaths/topologies/weave-fastdp-pair.ts',
    },
  ],
};
