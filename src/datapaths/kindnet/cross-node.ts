import type { Datapath } from '../datapath.ts';
import { ptpCrossNode } from '../linux/ptp-cross-node.ts';

export const kindnetCrossNode: Datapath = {
  name: 'kindnet/cross-node',
  title: "Pod to pod across nodes with kindnet, kind's own network",
  needs: ptpCrossNode.needs,
  topology: ptpCrossNode.topology,
  signature: ptpCrossNode.signature,
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  twins: ['linux/ptp-cross-node'],
  control: 'flannel/host-gw',
  proof: ptpCrossNode.proof,
  why: ptpCrossNode.why,
  story: [
    {
      text: 'kindnetd watches the nodes and writes a route to the pods of each, by its address: 10.244.2.0/24 via NODE2.',
      source: 'kubernetes-sigs/kind, images/kindnetd/cmd/kindnetd/routes.go',
    },
    {
      text: 'Node 1 forwards the request from veth1 out of eth0, node 2 from eth0 out of veth2: two steps of TTL, and a plain packet on the wire.',
      source: 'test/fixtures/recordings, kindnet-cross',
    },
    {
      text: 'Traffic between pods is not masqueraded, so pod2 sees the address of pod1. The reply takes the mirrored way.',
      source: 'test/fixtures/recordings, kindnet-cross',
    },
  ],
};
