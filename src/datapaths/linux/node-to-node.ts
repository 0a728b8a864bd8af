import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { nodeToNode } from '../topologies/node-to-node.ts';

export const nodeToNodeHost: Datapath = {
  name: 'linux/node-to-node',
  title: 'Node to node by their own addresses, as pods in the host network do',
  needs: ['veth', 'nf_tables'],
  topology: nodeToNode,
  signature: {
    'node1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'node2/eth0' }) },
    'pod1/lxc': { request: none, reply: none },
    'pod2/lxc': { request: none, reply: none },
    'node2/eth0': { request: in_(0, { sourceMac: 'node1/eth0' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: { conntrack: 'either' },
  control: 'linux/ptp-cross-node',
  proof: "packets left one node and arrived at the other under the nodes' own addresses, unrouted",
  why: {
    'node1/eth0': 'where node 1 sends them',
    'pod1/lxc': 'no pod has a part in it',
    'pod2/lxc': 'no pod has a part in it',
    'node2/eth0': 'where node 2 receives them',
  },
  story: [
    {
      text: 'A program on node 1, or in a pod with hostNetwork, uses the node itself: there is no pair to pass, and no host side sees anything.',
      source: 'docs/measurements/devices.md, node to node',
    },
    {
      text: "The request leaves node 1's eth0 with the TTL that it was given, and arrives at node 2's: no step has been taken off it.",
      source: 'docs/measurements/devices.md, node to node',
    },
    {
      text: "This is the reference for the paths of pods: what is between the nodes adds nothing to it, so what pods' paths have beside it is the CNI's.",
      source: 'docs/measurements/devices.md, node to node',
    },
  ],
};
