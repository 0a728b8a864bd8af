import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { bridgedPair } from '../topologies/bridged-pair.ts';
import { multusPair } from '../topologies/multus-pair.ts';

const silent = { request: none, reply: none };
const fromPod1 = { sourceMac: 'pod1/net1' } as const;
const fromPod2 = { sourceMac: 'pod2/net1' } as const;

export const multusBridge: Datapath = {
  name: 'multus/bridge',
  title: 'Pod to pod by a second network, net1, over a bridge of its own',
  needs: ['veth', 'bridge'],
  topology: multusPair(bridgedPair),
  signature: {
    'pod1/net1': { request: out(0), reply: in_(0, fromPod2) },
    'pod1/eth0': silent,
    'pod1/lxc': silent,
    'node1/cni0': silent,
    'pod1/net1-lxc': { request: in_(0, fromPod1), reply: out(0, fromPod2) },
    'node1/br-net': silent,
    'pod2/net1-lxc': { request: out(0, fromPod1), reply: in_(0, fromPod2) },
    'pod2/lxc': silent,
    'pod2/eth0': silent,
    'pod2/net1': { request: in_(0, fromPod1), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'linux/bridge',
  proof: "both legs were switched by net1's own bridge, and the cluster's own network saw neither",
  why: {
    'pod1/net1': 'the second network sees both',
    'pod1/eth0': 'nothing goes by it',
    'pod1/lxc': 'nothing goes by it',
    'node1/cni0': 'nothing goes by it',
    'pod1/net1-lxc': 'a port of the other bridge',
    'node1/br-net': 'sees only what is for the node',
    'pod2/net1-lxc': 'a port of the other bridge',
    'pod2/lxc': 'nothing goes by it',
    'pod2/eth0': 'nothing goes by it',
    'pod2/net1': 'the second network sees both',
  },
  story: [
    {
      text: "multus asks the cluster's own CNI for eth0, and for each network in the pod's annotation another one: here the bridge plugin, for net1, with a bridge br-net beside cni0.",
      source: 'k8snetworkplumbingwg/multus-cni, docs/how-to-use.md',
    },
    {
      text: "pod1 asks for pod2's address on net1, finds it in net1's own subnet and sends the frame to it out of net1.",
      source: 'docs/measurements/devices.md, multus, bridge',
    },
    {
      text: "net1's host side is a port of br-net, which switches the frame to the port of pod2's net1, TTL and MAC addresses as they were. br-net's own device sees nothing of it.",
      source: 'docs/measurements/devices.md, multus, bridge',
    },
    {
      text: 'eth0, its host side and cni0 see none of it: two bridges of one node share nothing but the node.',
      source: 'docs/measurements/devices.md, multus, bridge',
    },
  ],
};
