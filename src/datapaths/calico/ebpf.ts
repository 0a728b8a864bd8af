import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { podPair } from '../topologies/pod-pair.ts';

/** Only the first is routed, and leaves by the host side. */
const routed = { which: 'first', ttl: -1, sourceMac: 'pod2/lxc' } as const;
/** The rest come as pod 1 sent them. */
const untouched = { which: 'rest', direction: 'in', ttl: 0, sourceMac: 'pod1/eth0' } as const;

export const calicoEbpf: Datapath = {
  name: 'calico/ebpf',
  title: 'Pod to pod on one node with the eBPF data plane: the first packet routed, the rest not',
  needs: ['veth', 'nf_tables', 'bpf_redirect', 'bpf_redirect_peer'],
  topology: podPair('slow-then-peer'),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'pod1/lxc': { request: in_(0), reply: none },
    'pod2/lxc': { request: { ...routed, direction: 'out' }, reply: in_(0) },
    'pod2/eth0': { request: [{ ...routed, direction: 'in' }, untouched], reply: out(0) },
  },
  conntrack: 'untracked',
  probes: ['ping', 'udp'], // a TCP connection has its first packets behind it before it carries a message
  control: 'cilium/same-node',
  proof: 'the first request was routed, and all other packets went into the pods as they were sent',
  why: {
    'pod1/eth0': 'replies are as pod2 sent them',
    'pod1/lxc': 'replies jump past it into pod1',
    'pod2/lxc': 'only the first request passes it',
    'pod2/eth0': 'the first is routed, the rest not',
  },
  story: [
    {
      text: 'pod1 sends the first request. The program at tc ingress of lxc1 (Calico names it cali...) finds no entry for it in its own connection tracking: the policy of pod1 is asked, and an entry made.',
      source: 'Calico felix/bpf-gpl/tc.c, conntrack.h',
    },
    {
      text: 'It is not known yet whether pod2 allows it: that is up to the program on the host side of pod2. So the packet is routed by bpf_fib_lookup(), one off the TTL, and sent out of lxc2, past netfilter.',
      source: 'Calico felix/bpf-gpl/fib_co_re.h, forward_or_drop(), bpf_redirect_neigh()',
    },
    {
      text: 'From then on both sides have allowed the flow, the way back too: whatever belongs to it goes straight into the other pod by bpf_redirect_peer(), the first reply as well. lxc1 sees no reply at all, and lxc2 but the one request.',
      source: 'Calico felix/bpf-gpl/fib_co_re.h, try_redirect_to_peer()',
    },
    {
      text: 'And nothing is written into those packets: the TTL and the MAC addresses are those that the sender wrote. A ping shows ttl=64, not 63.',
      source: 'docs/measurements/services.md, Calico eBPF',
    },
    {
      text: 'It is a setting of Felix, bpfRedirectToPeer, and on unless it is Disabled; where it is off, all packets go as the first does.',
      source:
        'Calico felix/daemon/daemon.go, applyBPFOverrides(); felix/bpf-gpl/fib_co_re.h, CALI_GLOBALS_REDIRECT_PEER',
    },
    {
      text: "The lab's program does not ask policies: to it a flow is known from its first packet on. A TCP connection is known by its SYN, so all its messages go the short way.",
      source: 'bpf/slow-then-peer.bpf.c',
    },
  ],
};
