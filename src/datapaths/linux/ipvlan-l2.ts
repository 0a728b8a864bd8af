import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { uplinkedPair } from '../topologies/uplinked-pair.ts';

const shared = { sourceMac: 'node1/eth0' } as const;

export const ipvlanL2: Datapath = {
  name: 'linux/ipvlan-l2',
  title: 'Pod to pod on one node by ipvlan devices in L2 mode',
  needs: ['veth', 'ipvlan'],
  topology: uplinkedPair({ type: 'ipvlan', options: 'mode l2' }),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, shared) },
    'node1/eth0': { request: none, reply: none },
    'outside/eth0': { request: none, reply: none },
    'pod2/eth0': { request: in_(0, shared), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/macvlan',
  proof: "both pods' ends bore the MAC address of the node's device, which itself saw nothing",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'node1/eth0': 'handed on without passing it',
    'outside/eth0': 'nothing goes out to the wire',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1's eth0 is an ipvlan device on top of the node's eth0. Unlike a macvlan device it has no MAC address of its own: all bear the parent's, and are told apart by their IP addresses.",
      source: 'Linux drivers/net/ipvlan/ipvlan_main.c, ipvlan_init()',
    },
    {
      text: "In L2 mode pod1 asks for pod2's MAC address, and gets its own: so the frame that it sends has one address as source and destination.",
      source: 'docs/measurements/devices.md, ipvlan',
    },
    {
      text: "The device looks for the packet's address among those of its parent's other ipvlan devices, and hands it to pod2's at once.",
      source: 'Linux drivers/net/ipvlan/ipvlan_core.c, ipvlan_xmit_mode_l2()',
    },
    {
      text: 'So even the parent sees nothing of it, where the parent of macvlan devices shows both legs coming in; and nothing goes out to the wire.',
      source: 'docs/measurements/devices.md, ipvlan',
    },
  ],
};
