import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { outsidePair } from '../topologies/socket-lb-pair.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;

export const socketLbOutside: Datapath = {
  name: 'cilium/socket-lb-outside',
  title: "Client outside the pod's cgroup asks a service: socket LB does not translate for it",
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer', 'cgroup_sock_addr'],
  topology: outsidePair,
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: none },
    'pod1/lxc': { request: in_(0, { sourceMac: 'pod1/eth0', ...asked }), reply: none },
    'pod2/lxc': { request: none, reply: none },
    'pod2/eth0': { request: none, reply: none },
  },
  conntrack: 'untracked',
  answered: 'none',
  live: liveCilium(),
  probes: ['udp'], // TCP would get no further than to ask for a connection
  control: 'cilium/socket-lb-udp',
  proof:
    "requests bore the service's address and ended at pod1's host side, and no device of pod2 saw any",
  why: {
    'pod1/eth0': 'bears the service address, still',
    'pod1/lxc': 'no route to it from here',
    'pod2/lxc': 'nobody knows of pod2',
    'pod2/eth0': 'nobody knows of pod2',
  },
  story: [
    {
      text: "The client is in pod1's network namespace, but not in pod1's cgroup: a program that was started by nsenter or ip netns exec, or one that a container runtime put into another hierarchy. It sends to the service address.",
      source: 'docs/measurements/socket-lb.md, outside',
    },
    {
      text: "The kernel asks the programs on the cgroup of the socket's owner, and this one has none. So the packet leaves eth0 of pod1 with the service address on it.",
      source: 'Linux include/linux/bpf-cgroup.h, BPF_CGROUP_RUN_SA_PROG()',
    },
    {
      text: 'At lxc1 bpf_fib_lookup() finds no route for that address, which is on no device and in no rule: the program lets the packet go on to the stack. That knows no way either, and tells pod1 by ICMP: net unreachable. A UDP socket that is not connected never hears of it.',
      source: 'docs/measurements/socket-lb.md, outside',
    },
    {
      text: 'Nothing comes to pod2, and no answer comes back: this is how a service can work for a pod and not for who tries it from its namespace, and why Cilium must attach to the root of the whole cgroup hierarchy.',
      source: 'docs/measurements/socket-lb.md, outside',
    },
  ],
};
