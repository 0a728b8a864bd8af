import { in_, none } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { onePod } from '../topologies/one-pod.ts';

// each leg is seen at one place only, so its addresses are held against the other's
const asked = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;

export const samePod: Datapath = {
  name: 'cilium/same-pod',
  title: 'Container to container in one pod: over lo, and never out of the pod',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer'],
  topology: onePod,
  signature: {
    'pod1/lo': { request: in_(0, asked), reply: in_(0, answered) },
    'pod1/eth0': { request: none, reply: none },
    'pod1/lxc': { request: none, reply: none },
  },
  conntrack: 'untracked',
  live: liveCilium('either', ['pod1/lxc']),
  control: 'cilium/same-node',
  proof: 'both legs stayed on lo: no device that leads out of the pod saw any',
  why: {
    'pod1/lo': 'what it sends, it receives',
    'pod1/eth0': 'nothing leaves the pod',
    'pod1/lxc': 'nothing leaves the pod',
  },
  story: [
    {
      text: "The containers of a pod share its network namespace, so the pod's own address is a local one to each of them: the kernel routes it to lo, not to eth0.",
      source: 'Linux net/ipv4/route.c, ip_route_output_key_hash_rcu()',
    },
    {
      text: 'lo receives what it sends. A tap on it is told of both, and shows each packet once, as it comes in: libpcap leaves the outgoing copy out.',
      source: 'libpcap pcap-linux.c, linux_check_direction()',
    },
    {
      text: 'The reply is sent and received in the same way. eth0 and the host side lxc1 see neither leg; no CNI, program or policy of the node has a say in it.',
      source: 'docs/measurements/devices.md, one pod',
    },
  ],
};
