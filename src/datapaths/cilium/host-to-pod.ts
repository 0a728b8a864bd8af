import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { hostAndPod } from '../topologies/host-and-pod.ts';

export const hostToPod: Datapath = {
  name: 'cilium/host-to-pod',
  title: 'Node to its own pod, with eBPF host routing on: never by bpf_redirect_peer()',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer'],
  topology: hostAndPod,
  signature: {
    'pod1/lxc': { request: out(0, { sourceMac: 'pod1/lxc' }), reply: in_(0) },
    'pod1/eth0': { request: in_(0, { sourceMac: 'pod1/lxc' }), reply: out(0) },
  },
  conntrack: 'tracked',
  live: liveCilium('either', ['pod1/lxc']),
  control: 'cilium/same-node',
  proof: "the node's requests went out of the host side, and the replies came in by it",
  why: {
    'pod1/lxc': 'requests go out of it to pod1, replies come in',
    'pod1/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'A program on the node sends the request: the stack routes it out of lxc1, where a tap sees it leave. A kubelet probing a pod does the same.',
      source: 'docs/measurements.md, host to pod',
    },
    {
      text: 'bpf_redirect_peer() can only be called at tc ingress of a device, and this packet came in by none; Cilium redirects it plainly to lxc1.',
      source: 'Cilium bpf/lib/local_delivery.h, from_host',
    },
    {
      text: 'The reply comes in by lxc1. The program there finds that the node itself is asked for, and leaves it to the stack.',
      source: 'bpf/redirect-peer.bpf.c',
    },
    {
      text: 'So a request seen to leave a host side is no proof against eBPF host routing: look who sent it.',
      source: 'docs/measurements.md, host to pod',
    },
  ],
};
