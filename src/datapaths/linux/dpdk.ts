import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { dpdkPair } from '../topologies/dpdk-pair.ts';

export const dpdk: Datapath = {
  name: 'linux/dpdk',
  title: 'Pod to pod on one node through a process that polls: DPDK, TAP devices',
  needs: ['tun'],
  tools: ['dpdk-testpmd', 'dpdk-telemetry.py'],
  topology: dpdkPair,
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'pod2/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  forwarded: ['pod1/eth0', 'pod2/eth0'],
  live: { conntrack: 'either' },
  control: 'linux/bridge',
  proof:
    'frames came from pod to pod as they were sent, through a process that counted them and no device of the node',
  why: {
    'pod1/eth0': 'a TAP device: a process reads it',
    'pod2/eth0': 'a TAP device: a process writes it',
  },
  story: [
    {
      text: 'pod1 finds pod2 in its own subnet and sends the frame straight to it, out of eth0: a TAP device, so what is sent out of it a process reads.',
      source: 'docs/measurements/userspace.md, dpdk',
    },
    {
      text: "That process is DPDK's testpmd. It does not wait for frames, it asks for them without a pause, on a processor of its own, and sends what it gets at one port out of the other as it is.",
      source: 'DPDK, app/test-pmd/iofwd.c',
    },
    {
      text: 'The node has no kernel device on the way, so there is none that a capture on the node could be taken from. Neither its bridges nor its routes nor netfilter see a packet.',
      source: 'docs/measurements/userspace.md, dpdk',
    },
    {
      text: "pod2's eth0 receives the frame with the MAC addresses and the TTL that pod1 wrote.",
      source: 'docs/measurements/userspace.md, dpdk',
    },
    {
      text: "Where DPDK drives real cards, they are taken from the kernel, and pods have virtio devices; TAP devices stand in for both here. The forwarder's own statistics are then the only witness, as here: testpmd's telemetry tells what each of its ports received and sent.",
      source: 'DPDK How-to Guides, Telemetry User Guide; DPDK, drivers/net/tap',
    },
  ],
};
