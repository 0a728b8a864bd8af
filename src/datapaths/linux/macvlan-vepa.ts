import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { reflectedPair } from '../topologies/reflected-pair.ts';

const fromPod1 = { sourceMac: 'pod1/eth0' } as const;
const fromPod2 = { sourceMac: 'pod2/eth0' } as const;

export const macvlanVepa: Datapath = {
  name: 'linux/macvlan-vepa',
  title: 'Pod to pod on one node by macvlan devices in VEPA mode: by way of the switch',
  needs: ['veth', 'macvlan', 'bridge'],
  topology: reflectedPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, fromPod2) },
    // out to the switch before it is there, and in again once it was
    'node1/eth0': {
      request: [out(0, fromPod1), in_(0, { ...fromPod1, hop: 2.5 })],
      reply: [out(0, { ...fromPod2, hop: 0.5 }), in_(0, fromPod2)],
    },
    'switch/port1': {
      request: [in_(0, fromPod1), out(0, fromPod1)],
      reply: [in_(0, fromPod2), out(0, fromPod2)],
    },
    'pod2/eth0': { request: in_(0, fromPod1), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/macvlan',
  proof: 'every frame between the pods went out to the switch and came back by the same wire',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'node1/eth0': 'each packet twice, out to the wire and in again',
    'switch/port1': 'each packet twice: the switch sends it back by that port',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "In VEPA mode a macvlan device sends all frames out of its parent, even one for pod2 on the same parent: the switch is to see and police all that pods send. A tap on the node's eth0 sees it leave.",
      source: 'Linux drivers/net/macvlan.c, macvlan_queue_xmit()',
    },
    {
      text: 'The switch receives it by the port that pod2 is behind, too. A switch does not send a frame back to where it came from, unless it is told to reflect: a Linux bridge by the hairpin setting of its port.',
      source: 'Linux net/bridge/br_forward.c, should_deliver()',
    },
    {
      text: "So it comes back: the node's eth0 receives it, and the parent hands it to the device whose MAC address it bears.",
      source: 'Linux drivers/net/macvlan.c, macvlan_handle_frame()',
    },
    {
      text: 'The reply goes out and back by the same way, in the same order: each leg is seen twice at either end of the wire, once out and once in.',
      source: 'docs/measurements/devices.md, macvlan, VEPA',
    },
    {
      text: 'Without a switch that reflects, the pods do not find each other: what pod1 asks arrives at the switch, and ends there.',
      source: 'docs/measurements/devices.md, macvlan, VEPA',
    },
  ],
};
