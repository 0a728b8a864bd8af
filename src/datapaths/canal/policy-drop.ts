import { policyDrop } from '../cilium/policy-drop.ts';
import type { Datapath } from '../datapath.ts';
import { deniedByFelix } from '../topologies/denied-by-felix.ts';

export const canalPolicyDrop: Datapath = {
  name: 'canal/policy-drop',
  title: 'Pod to pod on one node, forbidden by a policy that Felix enforces (Calico, canal)',
  needs: ['veth', 'nf_tables', 'iptables'],
  topology: deniedByFelix,
  // a packet that ends in the node looks the same whatever dropped it
  signature: policyDrop.signature,
  conntrack: 'untracked',
  drops: { tap: 'pod1/lxc', reason: 'NETFILTER_DROP' },
  answered: 'none',
  probes: ['ping', 'udp'], // TCP would get no further than to ask for a connection
  live: { conntrack: 'untracked' },
  twins: ['cilium/policy-drop'],
  control: 'canal/same-node',
  proof: "requests ended in the node, behind pod1's cali device, and no device of pod2 saw any",
  why: {
    'pod1/eth0': 'pod1 sends, and waits',
    'pod1/lxc': 'comes in, to be forwarded',
    'pod2/lxc': 'dropped before it is sent',
    'pod2/eth0': 'dropped before it is sent',
  },
  story: [
    {
      text: 'pod1 sends the request; cali1 receives it, and the stack routes it to cali2.',
      source: 'docs/measurements/tunnels.md, a policy of Felix',
    },
    {
      text: "On the way, in netfilter's FORWARD, Felix's chains for packets to cali2 find no policy that allows it, and drop it: pod2's own policy, enforced by the node before the packet is sent.",
      source: 'projectcalico/calico, felix/rules/endpoints.go',
    },
    {
      text: 'So cali2 and pod2 see nothing: a capture of what a device sends is behind netfilter. That is why it must be shown that these taps can see: node 1 pings pod2.',
      source: 'docs/measurements/tunnels.md, a policy of Felix',
    },
    {
      text: 'A connection that is dropped in its first packet is never confirmed, and connection tracking does not list it. Captures alone cannot tell who dropped it: no program is on cali1, and the kernel says NETFILTER_DROP (tracepoint kfree_skb, from Linux 5.17 on).',
      source: 'docs/measurements/tunnels.md, a policy of Felix; docs/measurements/drops.md',
    },
  ],
};
