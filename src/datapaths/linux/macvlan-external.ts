import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { askingOutside } from '../topologies/asking-outside.ts';
import { uplinkedPair } from '../topologies/uplinked-pair.ts';

export const macvlanExternal: Datapath = {
  name: 'linux/macvlan-external',
  title: 'Pod to a host on the wire by a macvlan device',
  needs: ['veth', 'macvlan'],
  topology: askingOutside(uplinkedPair({ type: 'macvlan', options: 'mode bridge' })),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(0, { sourceMac: 'outside/eth0' }) },
    'node1/eth0': {
      request: out(0, { sourceMac: 'pod1/eth0' }),
      reply: in_(0, { sourceMac: 'outside/eth0' }),
    },
    'outside/eth0': { request: in_(0, { sourceMac: 'pod1/eth0' }), reply: out(0) },
  },
  conntrack: 'untracked',
  control: 'linux/macvlan',
  proof: "the node's device sent the pod's frames to the wire under the pod's own MAC address",
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'node1/eth0': "bears the pod's frames as they are",
    'outside/eth0': 'the other end of the wire',
  },
  story: [
    {
      text: 'pod1 asks a host that is none of the macvlan devices on its parent: the frame is for the wire.',
      source: 'Linux drivers/net/macvlan.c, macvlan_queue_xmit()',
    },
    {
      text: "So the parent, the node's eth0, sends it, where a tap sees it leave, with the MAC address of pod1 as its source: a switch must put up with more than one address at that port.",
      source: 'docs/measurements/devices.md, macvlan to the outside',
    },
    {
      text: "The reply comes in by the node's eth0, and its destination MAC address says for which pod it is.",
      source: 'Linux drivers/net/macvlan.c, macvlan_handle_frame()',
    },
    {
      text: "Node and pods do not meet here: what a pod sends to the node's own address goes out to the wire, and nobody answers.",
      source: 'docs/measurements/devices.md, macvlan to the outside',
    },
  ],
};
