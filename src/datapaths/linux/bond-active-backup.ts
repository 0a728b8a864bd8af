import { in_, out, type Seen } from '../../verdict/signature.ts';
import { acrossNodes } from '../across-nodes.ts';
import type { Datapath } from '../datapath.ts';
import { failingOverPair } from '../topologies/bonded-pair.ts';

const request = out(-1, { sourceMac: 'node1/bond0' });
const reply = in_(-1, { sourceMac: 'node2/eth0' });
const only = (which: 'first' | 'rest') => {
  const some = (leg: Seen): Seen => ({ ...leg, which });
  return { request: some(request), reply: some(reply) };
};

export const bondActiveBackup: Datapath = {
  name: 'linux/bond-active-backup',
  title: 'Pod to pod across nodes by a bond of two wires, of which one fails on the way',
  needs: ['veth', 'bridge', 'bond', 'nf_tables'],
  topology: failingOverPair,
  signature: acrossNodes({
    'node1/bond0': { request, reply },
    'node1/eth1': only('first'),
    'node1/eth2': only('rest'),
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/bond0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
  }),
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  probes: ['ping'], // only ping says when its first answer has come
  control: 'linux/ptp-cross-node',
  proof:
    'the first went by one wire, and when that had failed the rest went by the other, unchanged',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    'node1/bond0': 'both wires in one: sees all',
    'node1/eth1': 'active until its carrier is gone',
    'node1/eth2': 'the backup: active from then on',
    'node2/eth0': 'sees no difference',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'Node 1 has two wires to the switch, eth1 and eth2, and one address, on bond0, which is made of both. In active-backup mode it sends by one of them and only listens for the state of the other.',
      source: 'Linux Documentation/networking/bonding.rst',
    },
    {
      text: 'The first request is forwarded out of bond0, which has eth1 send it; the reply comes in by eth1, and is seen at bond0 as well. Both bear the MAC address of the bond.',
      source: 'docs/measurements/devices.md, bond, active-backup',
    },
    {
      text: 'Then the switch takes the port of eth1 down. The bond looks for the carrier every 10 ms here (miimon), finds it gone and makes eth2 the active one.',
      source: 'Linux drivers/net/bonding/bond_main.c, bond_mii_monitor()',
    },
    {
      text: 'The second request goes out of eth2 under the same MAC address, by which the switch learns where the node is now; so the replies come in by eth2.',
      source: 'docs/measurements/devices.md, bond, active-backup',
    },
    {
      text: 'Pods, routes and the other node see nothing of it: at bond0 all probes are alike.',
      source: 'docs/measurements/devices.md, bond, active-backup',
    },
  ],
};
