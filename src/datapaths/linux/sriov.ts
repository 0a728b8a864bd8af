import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { sriovPair } from '../topologies/sriov-pair.ts';

export const sriov: Datapath = {
  name: 'linux/sriov',
  title: 'Pod to pod on one node by virtual functions of one NIC (SR-IOV)',
  needs: ['sriov', 'nf_tables'],
  topology: sriovPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'node1/eth0': { request: none, reply: none },
    'pod2/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/bridge',
  proof: "the NIC switched between the pods' functions: the node saw nothing of it",
  why: {
    'pod1/eth0': "the pod's own function sees both",
    'node1/eth0': 'the NIC switches, past the node',
    'pod2/eth0': "the pod's own function sees both",
  },
  story: [
    {
      text: "pod1's eth0 is a virtual function of the node's NIC: a PCI device of its own, with queues and a driver of its own, moved into the pod. There is no pair, and no host side.",
      source: 'Linux Documentation/PCI/pci-iov-howto.rst',
    },
    {
      text: 'The NIC was told the MAC address of each function by the node, before a driver took it; from any other a function may not send.',
      source: 'docs/measurements/sriov.md',
    },
    {
      text: "pod1 finds pod2 in its own subnet and sends a frame to its MAC address. The NIC knows it for one of its own functions', and puts the frame into that one's queue: it switches.",
      source: 'docs/measurements/sriov.md',
    },
    {
      text: "A tap on the NIC's own device in the node, eth0, shows none of it: what passes there is only broadcast, such as the question for pod2's MAC address, and what is for the node itself.",
      source: 'docs/measurements/sriov.md',
    },
    {
      text: 'No stack of the node is in the way: no hop, no filter, no connection tracking. TTL and MAC addresses are those that pod1 wrote.',
      source: 'docs/measurements/sriov.md',
    },
  ],
};
