import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { multusPair } from '../topologies/multus-pair.ts';
import { uplinkedPair } from '../topologies/uplinked-pair.ts';

const silent = { request: none, reply: none };
const fromPod1 = { sourceMac: 'pod1/net1' } as const;
const fromPod2 = { sourceMac: 'pod2/net1' } as const;

export const multusMacvlan: Datapath = {
  name: 'multus/macvlan',
  title: 'Pod to pod by a second network, net1, of macvlan devices',
  needs: ['veth', 'bridge', 'macvlan'],
  topology: multusPair(uplinkedPair({ type: 'macvlan', options: 'mode bridge' })),
  signature: {
    'pod1/net1': { request: out(0), reply: in_(0, fromPod2) },
    'pod1/eth0': silent,
    'pod1/lxc': silent,
    'node1/cni0': silent,
    'node1/eth0': { request: in_(0, fromPod1), reply: in_(0, fromPod2) },
    'pod2/lxc': silent,
    'pod2/eth0': silent,
    'pod2/net1': { request: in_(0, fromPod1), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'linux/bridge',
  proof: "both legs went by net1 and the node's device, and the cluster's own network saw neither",
  why: {
    'pod1/net1': 'the second network sees both',
    'pod1/eth0': 'nothing goes by it',
    'pod1/lxc': 'nothing goes by it',
    'node1/cni0': 'nothing goes by it',
    'node1/eth0': 'both legs come in, and nothing goes out',
    'pod2/lxc': 'nothing goes by it',
    'pod2/eth0': 'nothing goes by it',
    'pod2/net1': 'the second network sees both',
  },
  story: [
    {
      text: "multus asks the cluster's own CNI for eth0, and for each network in the pod's annotation another one: here the macvlan plugin, for net1, on top of the node's eth0.",
      source: 'k8snetworkplumbingwg/multus-cni, docs/how-to-use.md',
    },
    {
      text: "pod1 asks for pod2's address on net1, which is in net1's own subnet: so the route leads out of net1, and the source address is net1's.",
      source: 'docs/measurements/devices.md, multus, macvlan',
    },
    {
      text: "From there it is the way of macvlan in bridge mode: the node's eth0, the parent, shows both legs coming in, and nothing goes out to the wire.",
      source: 'Linux drivers/net/macvlan.c, macvlan_queue_xmit()',
    },
    {
      text: "eth0, its host side and the bridge see none of it: policies, services and the eyes of the cluster's CNI end where net1 begins.",
      source: 'docs/measurements/devices.md, multus, macvlan',
    },
  ],
};
