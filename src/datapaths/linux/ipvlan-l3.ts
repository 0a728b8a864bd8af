import type { Datapath } from '../datapath.ts';
import { ipvlanL3Pair } from '../topologies/ipvlan-l3-pair.ts';
import { ipvlanL2 } from './ipvlan-l2.ts';

export const ipvlanL3: Datapath = {
  name: 'linux/ipvlan-l3',
  title: 'Pod to pod on one node by ipvlan devices in L3 mode, between two subnets',
  needs: ['veth', 'ipvlan'],
  topology: ipvlanL3Pair,
  signature: ipvlanL2.signature,
  conntrack: 'untracked',
  // it differs in what is not of the probe: nobody asks for a MAC address
  twins: ['linux/ipvlan-l2'],
  control: 'linux/macvlan',
  proof: ipvlanL2.proof,
  why: ipvlanL2.why,
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
