import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { switchedNodes, tappedSwitch } from '../topologies/switched-nodes.ts';
import type { Family } from '../topology.ts';
import { crossNodeLegacy } from './cross-node-legacy.ts';
import { crossNodeSwitched } from './cross-node-switched.ts';

const nodes = switchedNodes();

export const crossNodeSwitchedLegacy: Datapath = {
  name: 'cilium/cross-node-switched-legacy',
  title:
    "Pod to pod across nodes through both hosts' network stacks, and a switch with a third node",
  needs: [...crossNodeLegacy.needs, 'bridge'],
  topology: (family: Family) => tappedSwitch(nodes(family)),
  signature: {
    ...crossNodeSwitched.signature,
    'pod1/lxc': { request: in_(0), reply: out(-2, { sourceMac: 'pod1/lxc' }) },
    'pod2/lxc': { request: out(-2, { sourceMac: 'pod2/lxc' }), reply: in_(0) },
  },
  conntrack: 'tracked',
  live: liveCilium('either'),
  control: 'cilium/cross-node-switched',
  proof: 'it crossed two ports of the switch, and both host sides carried both legs',
  why: {
    ...crossNodeSwitched.why,
    'pod1/lxc': 'replies go out of it to pod1',
    'pod2/lxc': 'requests go out of it to pod2',
  },
  story: [
    {
      text: 'pod1 sends the request; lxc1 receives it, no program takes it, and the stack of node 1 forwards it out of eth0, one off the TTL, in a frame for node 2.',
      source: 'docs/measurements/switched.md',
    },
    {
      text: 'The switch receives the frame by port 1 and sends it out of port 2, as it was. Its bridge device, port 3, the third node and its pod see none of it: nothing is for them, and the switch knows where the nodes are.',
      source: 'docs/measurements/switched.md',
    },
    {
      text: "The stack of node 2 forwards it out of lxc2, one more off the TTL, where a tap sees it leave; both nodes' connection tracking notes it.",
      source: 'docs/measurements/switched.md',
    },
    {
      text: 'The reply takes the mirrored way, out of lxc1. So the switch looks the same with host routing and without: only the host sides tell.',
      source: 'docs/measurements/switched.md',
    },
  ],
};
