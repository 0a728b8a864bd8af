import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { multusPair } from '../topologies/multus-pair.ts';
import { uplinkedPair } from '../topologies/uplinked-pair.ts';

const silent = { request: none, reply: none };
const shared = { sourceMac: 'node1/eth0' } as const;

export const multusIpvlan: Datapath = {
  name: 'multus/ipvlan',
  title: 'Pod to pod by a second network, net1, of ipvlan devices',
  needs: ['veth', 'bridge', 'ipvlan'],
  topology: multusPair(uplinkedPair({ type: 'ipvlan', options: 'mode l2' })),
  signature: {
    'pod1/net1': { request: out(0), reply: in_(0, shared) },
    'pod1/eth0': silent,
    'pod1/lxc': silent,
    'node1/cni0': silent,
    'node1/eth0': silent,
    'pod2/lxc': silent,
    'pod2/eth0': silent,
    'pod2/net1': { request: in_(0, shared), reply: out(0) },
  },
  conntrack: 'untracked',
  live: { conntrack: 'either' },
  control: 'linux/bridge',
  proof:
    "both legs went by net1 alone: neither the cluster's own network nor the node's device saw any",
  why: {
    'pod1/net1': 'the second network sees both',
    'pod1/eth0': 'nothing goes by it',
    'pod1/lxc': 'nothing goes by it',
    'node1/cni0': 'nothing goes by it',
    'node1/eth0': 'handed on without passing it',
    'pod2/lxc': 'nothing goes by it',
    'pod2/eth0': 'nothing goes by it',
    'pod2/net1': 'the second network sees both',
  },
  story: [
    {
      text: "multus asks the cluster's own CNI for eth0, and for each network in the pod's annotation another one: here the ipvlan plugin, for net1, on top of the node's eth0.",
      source: 'k8snetworkplumbingwg/multus-cni, docs/how-to-use.md',
    },
    {
      text: "pod1 asks for pod2's address on net1, which is in net1's own subnet: so the route leads out of net1, and the source address is net1's.",
      source: 'docs/measurements/devices.md, multus, ipvlan',
    },
    {
      text: "From there it is the way of ipvlan in L2 mode: frames bear the MAC address of the node's eth0, the parent, and pass it by; nothing goes out to the wire.",
      source: 'Linux drivers/net/ipvlan/ipvlan_core.c, ipvlan_xmit_mode_l2()',
    },
    {
      text: "eth0, its host side and the bridge see none of it: policies, services and the eyes of the cluster's CNI end where net1 begins.",
      source: 'docs/measurements/devices.md, multus, ipvlan',
    },
  ],
};
