import { in_, out, type TtlChoice } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { liveCilium } from '../live-cilium.ts';
import { nodePair } from '../topologies/node-pair.ts';

/** The receiving node takes one step, or two where Cilium also routes through cilium_host. */
const ARRIVED: TtlChoice = { anyOf: [-2, -3] };

export const crossNodeLegacy: Datapath = {
  name: 'cilium/cross-node-legacy',
  title: "Pod to pod across nodes through both hosts' network stacks, natively routed",
  needs: ['veth', 'nf_tables'],
  topology: nodePair(),
  signature: {
    'pod1/eth0': { request: out(0), reply: in_(ARRIVED, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: out(ARRIVED, { sourceMac: 'pod1/lxc' }) },
    'node1/eth0': {
      request: out(-1, { sourceMac: 'node1/eth0' }),
      reply: in_(-1, { sourceMac: 'node2/eth0' }),
    },
    'node2/eth0': {
      request: in_(-1, { sourceMac: 'node1/eth0' }),
      reply: out(-1, { sourceMac: 'node2/eth0' }),
    },
    'pod2/lxc': { request: out(ARRIVED, { sourceMac: 'pod2/lxc' }), reply: in_(0) },
    'pod2/eth0': { request: in_(ARRIVED, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  },
  conntrack: 'tracked',
  rescheduled: 3,
  live: liveCilium('either'),
  control: 'cilium/cross-node',
  proof: 'both host-side devices carried both legs, as the host stacks route them',
  why: {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies go out of it to pod1',
    'node1/eth0': 'plain packets on the wire',
    'node2/eth0': 'plain packets on the wire',
    'pod2/lxc': 'requests go out of it to pod2',
    'pod2/eth0': "the pod's own end sees both",
  },
  story: [
    {
      text: 'pod1 sends the request; lxc1 receives it, no program takes it, and the stack of node 1 forwards it out of eth0, one off the TTL.',
      source: 'docs/measurements.md, across nodes, legacy',
    },
    {
      text: 'The stack of node 2 receives it on eth0, forwards it, and sends it out of lxc2, where a tap sees it leave.',
      source: 'docs/measurements.md, across nodes, legacy',
    },
    {
      text: "Both nodes' connection tracking notes it. The reply takes the mirrored way, out of lxc1.",
      source: 'docs/measurements.md, across nodes, legacy',
    },
    {
      text: 'Real Cilium takes a third step, through cilium_host, unless each endpoint has a route of its own: TTL 61 in place of 62.',
      source: 'test/fixtures/recordings, Cilium 1.19',
    },
  ],
};
