import { sameNodeLegacy } from '../cilium/same-node-legacy.ts';
import type { Datapath } from '../datapath.ts';
import { podPair } from '../topologies/pod-pair.ts';

export const plainRedirect: Datapath = {
  name: 'linux/plain-redirect',
  title: 'Pod to pod on one node by bpf_redirect() to the egress of the host side',
  needs: ['veth', 'nf_tables', 'bpf_redirect'],
  topology: podPair('redirect'),
  // to a capture the same as the host stack: only the witnesses tell them apart
  signature: sameNodeLegacy.signature,
  conntrack: 'untracked',
  rescheduled: 2,
  live: {
    conntrack: 'either',
    programs: ['pod1/lxc', 'pod2/lxc'].map((tap) => ({
      tap,
      attached: ['redirect on tc ingress'],
    })),
  },
  twins: ['cilium/same-node-legacy'],
  control: 'cilium/same-node',
  proof: 'both host-side devices carried both legs, as bpf_redirect() sends them',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are redirected out of it',
    'pod2/lxc': 'requests are redirected out of it',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'The request comes in at lxc1, where a program at tc ingress routes it, as eBPF host routing does.',
      source: 'bpf/redirect.bpf.c',
    },
    {
      text: 'But it calls bpf_redirect(lxc2): the packet is sent out of lxc2, past its tc egress and its packet taps, and only then received in pod2.',
      source: 'Linux net/core/filter.c, __bpf_redirect()',
    },
    {
      text: "So a capture cannot tell it from legacy host routing. The node's connection tracking can: it never saw the packets. Cilium does this where it must pass lxc2's egress hook.",
      source: 'docs/measurements.md, plain redirect',
    },
  ],
};
