import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { ipvlanL3Pair } from '../topologies/ipvlan-l3-pair.ts';

const shared = { sourceMac: 'node1/eth0' } as const;

export const ipvlanL3: Datapath = {
  name: 'linux/ipvlan-l3',
  title: 'Pod to pod on one node by ipvlan devices in L3 mode, between two subnets',
  needs: ['veth', 'ipvlan'],
  topology: ipvlanL3Pair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, shared) },
    'node1/eth0': { request: none, reply: none },
    'outside/eth0': { request: none, reply: none },
    'pod2/eth0': { request: in_(0, shared), reply: out(0) },
  },
  conntrack: 'untracked',
  // it differs in what is not of the probe: nobody asks for a MAC address
  twins: ['linux/ipvlan-l2'],
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
      text: "In L3 mode an ipvlan device asks for no MAC addresses: pod1's route leads out of eth0, whatever the subnet, and the frame has the parent's MAC address as source and destination.",
      source: 'docs/measurements/devices.md, ipvlan',
    },
    {
      text: "The device looks for the packet's address among those of its parent's other ipvlan devices, and hands it to pod2's at once, though that is in another subnet.",
      source: 'Linux drivers/net/ipvlan/ipvlan_core.c, ipvlan_xmit_mode_l3()',
    },
    {
      text: 'No router has a part in it, so the TTL is as pod1 wrote it. The parent sees nothing of it, and nothing goes out to the wire.',
      source: 'docs/measurements/devices.md, ipvlan',
    },
    {
      text: 'To captures of the probe it is L2 mode; only there does ARP or neighbour discovery go before it.',
      source: 'docs/measurements/devices.md, ipvlan',
    },
  ],
};
