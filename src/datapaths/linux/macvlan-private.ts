import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { secludedPair } from '../topologies/secluded-pair.ts';

export const macvlanPrivate: Datapath = {
  name: 'linux/macvlan-private',
  title: 'Pod to pod on one node by macvlan devices in private mode: kept apart',
  needs: ['veth', 'macvlan'],
  topology: secludedPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: none },
    'node1/eth0': { request: out(0, { sourceMac: 'pod1/eth0' }), reply: none },
    'outside/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: none },
    'pod2/eth0': { request: none, reply: none },
  },
  conntrack: 'untracked',
  answered: 'none',
  probes: ['ping', 'udp'], // TCP would get no further than to ask for a connection
  control: 'linux/macvlan',
  proof: "requests for the pod beside it left by the node's wire, and pod2 saw none",
  why: {
    'pod1/eth0': 'pod1 sends, and waits',
    'node1/eth0': 'sent to the wire, whoever is asked',
    'outside/eth0': 'arrives, and is for nobody there',
    'pod2/eth0': 'nothing is handed to it',
  },
  story: [
    {
      text: 'pod1 asks pod2, whose device is on the same parent. Only bridge mode would look for it there: in private mode every frame goes out to the wire.',
      source: 'Linux drivers/net/macvlan.c, macvlan_queue_xmit()',
    },
    {
      text: "A tap on the node's eth0 sees it leave, and the host at the other end of the wire sees it arrive: it is for another's MAC address, so it is dropped there.",
      source: 'docs/measurements/devices.md, macvlan, private',
    },
    {
      text: "pod2 sees nothing of it. Here both pods were told each other's MAC address; by themselves they would not get beyond asking for it, for that goes out to the wire as well.",
      source: 'docs/measurements/devices.md, macvlan, private',
    },
    {
      text: 'The host outside reaches both pods: what comes by the wire is handed to whom it is for.',
      source: 'docs/measurements/devices.md, macvlan, private',
    },
  ],
};
