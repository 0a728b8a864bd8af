import { in_, out, type Signature } from '../../verdict/signature.ts';
import { acrossNodes } from '../across-nodes.ts';
import type { Datapath } from '../datapath.ts';
import { facingBonds } from '../topologies/facing-bonds.ts';

const fromNode1 = { sourceMac: 'node1/bond0' } as const;
const fromNode2 = { sourceMac: 'node2/bond0' } as const;
/** Node 1 sends requests by these, node 2 receives them, and replies the other way round. */
const sending = (sharedBy?: readonly string[]): Signature[string] => ({
  request: out(-1, { ...fromNode1, ...(sharedBy && { sharedBy }) }),
  reply: in_(-1, { ...fromNode2, ...(sharedBy && { sharedBy }) }),
});
const receiving = (sharedBy?: readonly string[]): Signature[string] => ({
  request: in_(-1, { ...fromNode1, ...(sharedBy && { sharedBy }) }),
  reply: out(-1, { ...fromNode2, ...(sharedBy && { sharedBy }) }),
});
const ofNode1 = ['node1/eth1', 'node1/eth2'];
const ofNode2 = ['node2/eth1', 'node2/eth2'];

export const bondBalanceRr: Datapath = {
  name: 'linux/bond-balance-rr',
  title: 'Pod to pod across nodes by bonds of two wires, which take turns',
  needs: ['veth', 'bond', 'nf_tables'],
  topology: facingBonds('mode balance-rr miimon 10'),
  signature: acrossNodes({
    'node1/bond0': sending(),
    'node1/eth1': sending(ofNode1),
    'node1/eth2': sending(ofNode1),
    'node2/eth1': receiving(ofNode2),
    'node2/eth2': receiving(ofNode2),
    'node2/bond0': receiving(),
  }),
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  control: 'linux/ptp-cross-node',
  proof: 'each packet went by one of two wires, and each wire had its share, unchanged',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'node1/bond0': 'both wires in one: sees all',
    'node1/eth1': 'has its turn',
    'node1/eth2': 'has its turn',
    'node2/eth1': 'what is sent by its wire',
    'node2/eth2': 'what is sent by its wire',
    'node2/bond0': 'both wires in one: sees all',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'The nodes are joined by two wires, eth1 and eth2, and each has one address, on bond0, which is made of both. Node 1 forwards the request out of bond0, one off the TTL.',
      source: 'docs/measurements/devices.md, bond, balance-rr',
    },
    {
      text: 'In balance-rr mode the bond counts the packets that it sends, and takes its slaves in turn: one by eth1, the next by eth2. So of three requests one wire carries two, the other one. Which wire is first depends on how much was sent before.',
      source: 'Linux drivers/net/bonding/bond_main.c, bond_xmit_roundrobin_slave_get()',
    },
    {
      text: 'Whichever it is, the frame bears the MAC address of the bond; the slaves have put away their own.',
      source: 'Linux drivers/net/bonding/bond_main.c, bond_enslave()',
    },
    {
      text: "The device at the wire's other end is a slave of node 2's bond: a tap there sees the frame, and one on bond0 sees it next, for what a slave receives goes on as the bond's.",
      source: 'Linux drivers/net/bonding/bond_main.c, bond_handle_frame()',
    },
    {
      text: "Node 2 routes it out of veth2 to pod2. Its replies take node 2's own turns: a reply may come by another wire than its request went.",
      source: 'docs/measurements/devices.md, bond, balance-rr',
    },
    {
      text: 'Packets of one connection so go by wires that may not be equally fast, and may overtake one another: TCP then takes them for lost. That is the price of more than one wire for one connection, which no other mode gives.',
      source: 'Linux Documentation/networking/bonding.rst, balance-rr',
    },
  ],
};
