import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { vethPair } from '../topologies/veth-pair.ts';

export const veth: Datapath = {
  name: 'linux/veth',
  title: 'Pod to pod over one veth pair, an end in each',
  needs: ['veth'],
  topology: vethPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'node1/lo': { request: none, reply: none },
    'pod2/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/bridge',
  proof: "what left one pod's end arrived at the other's as it was, and nothing lay between",
  why: {
    'pod1/eth0': 'one end of the pair',
    'node1/lo': 'all that the node has: no part in it',
    'pod2/eth0': 'the other end',
  },
  story: [
    {
      text: 'pod1 finds pod2 in its own subnet, asks for its MAC address and sends the frame to it, out of its eth0: a tap there sees it leave.',
      source: 'docs/measurements/devices.md, veth',
    },
    {
      text: "A veth device hands what it sends to its peer, which receives it: here the peer is pod2's eth0.",
      source: 'Linux drivers/net/veth.c, veth_xmit()',
    },
    {
      text: 'No bridge or router lies between, and the node has no device that could see it: TTL and MAC addresses are those that pod1 wrote. All that CNIs do with pods is made of such pairs, and of what they put on the other end.',
      source: 'docs/measurements/devices.md, veth',
    },
  ],
};
