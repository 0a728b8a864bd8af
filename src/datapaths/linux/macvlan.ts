import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { uplinkedPair } from '../topologies/uplinked-pair.ts';

export const macvlan: Datapath = {
  name: 'linux/macvlan',
  title: 'Pod to pod on one node by macvlan devices in bridge mode',
  needs: ['veth', 'macvlan'],
  topology: uplinkedPair({ type: 'macvlan', options: 'mode bridge' }),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'pod2/eth0' }) },
    'node1/eth0': {
      request: in_(0, { sourceMac: 'pod1/eth0' }),
      reply: in_(0, { sourceMac: 'pod2/eth0' }),
    },
    'outside/eth0': { request: none, reply: none },
    'pod2/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/macvlan-external',
  proof: "the node's device showed both legs coming in, and the wire bore neither",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'node1/eth0': 'frames between pods are received here',
    'outside/eth0': 'nothing goes out to the wire',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: "pod1's eth0 is a macvlan device on top of the node's eth0, with a MAC address of its own; there is no host side.",
      source: 'Linux drivers/net/macvlan.c, macvlan_common_newlink()',
    },
    {
      text: "In bridge mode it knows the other macvlan devices of the same parent: a frame for pod2 goes to pod2's device, and not out to the wire.",
      source: 'Linux drivers/net/macvlan.c, macvlan_queue_xmit()',
    },
    {
      text: "It does so by having the parent receive the frame once more: so a tap on the node's eth0 sees requests and replies come in, although nothing came by the wire.",
      source: 'docs/measurements/devices.md, macvlan',
    },
    {
      text: "The host at the other end of the wire sees none of it. The parent's own counters do not count it either, only what is broadcast, such as ARP.",
      source: 'docs/measurements/devices.md, macvlan',
    },
    {
      text: 'Nothing is routed: TTL and MAC addresses are those that pod1 wrote.',
      source: 'docs/measurements/devices.md, macvlan',
    },
  ],
};
