import { in_, out } from '../../verdict/signature.ts';
import { acrossNodes } from '../across-nodes.ts';
import type { Datapath } from '../datapath.ts';
import { taggedPair } from '../topologies/tagged-pair.ts';

const fromNode1 = { sourceMac: 'node1/eth0' } as const;
const fromNode2 = { sourceMac: 'node2/eth0' } as const;

export const vlan: Datapath = {
  name: 'linux/vlan',
  title: 'Pod to pod across nodes whose addresses are on a VLAN of the wire',
  needs: ['veth', 'vlan', 'nf_tables'],
  topology: taggedPair,
  signature: acrossNodes({
    'node1/eth0.10': { request: out(-1, fromNode1), reply: in_(-1, fromNode2) },
    'node1/eth0': { request: out(-1, fromNode1), reply: in_(-1, fromNode2) },
    'node2/eth0': { request: in_(-1, fromNode1), reply: out(-1, fromNode2) },
    'node2/eth0.10': { request: in_(-1, fromNode1), reply: out(-1, fromNode2) },
  }),
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  control: 'linux/bridge-cross-node',
  proof:
    "each node sent it by its device of the VLAN, and the other's received it: only the tag leads there",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'node1/eth0.10': "the VLAN, with the node's address",
    'node1/eth0': 'the wire: frames bear the tag',
    'node2/eth0': 'the wire: frames bear the tag',
    'node2/eth0.10': "the VLAN, with the node's address",
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "Node 1 has its address on eth0.10, a device on top of eth0, and a route to node 2's pods by it: so it forwards the request out of eth0.10, one off the TTL.",
      source: 'docs/measurements/devices.md, VLAN',
    },
    {
      text: 'eth0.10 has eth0 send it, with the note that a tag of four bytes with the number 10 belongs into the frame: a tap on eth0 sees it leave.',
      source: 'Linux net/8021q/vlan_dev.c, vlan_dev_hard_start_xmit()',
    },
    {
      text: "Node 2's eth0 receives it. Whether written into the frame or noted beside it, the tag is not in a capture of all devices (tcpdump -i any), which begins at the IP header; a capture of eth0 alone shows it.",
      source: 'docs/measurements/devices.md, VLAN',
    },
    {
      text: 'The proof of the tag is where the frame goes next: by its number it is handed to eth0.10, the device of that VLAN. What bore no tag, or another number, would never be seen there.',
      source: 'Linux net/8021q/vlan_core.c, vlan_do_receive()',
    },
    {
      text: 'From there it is forwarded to pod2, and the reply takes the mirrored way. Pods know nothing of the VLAN.',
      source: 'docs/measurements/devices.md, VLAN',
    },
  ],
};
