import type { Datapath } from '../datapath.ts';
import { ptp } from '../linux/ptp.ts';

export const kindnetSameNode: Datapath = {
  name: 'kindnet/same-node',
  title: "Pod to pod on one node with kindnet, kind's own network (ptp plugin)",
  needs: ptp.needs,
  topology: ptp.topology,
  signature: ptp.signature,
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  twins: ['linux/ptp'],
  control: 'flannel/same-node',
  proof: ptp.proof,
  why: ptp.why,
  story: [
    {
      text: 'kindnetd writes a CNI configuration of the ptp plugin: a routed veth pair for each pod, the gateway address of the node on every host side.',
      source: 'kubernetes-sigs/kind, images/kindnetd/cmd/kindnetd/cni.go',
    },
    {
      text: 'The node forwards the request from veth1 to veth2, one off the TTL, and the reply back; both host-side devices see both legs.',
      source: 'test/fixtures/recordings, kindnet',
    },
    {
      text: "kube-proxy's rules make the node track all connections, so its conntrack table has the probe.",
      source: 'test/fixtures/recordings, kindnet',
    },
  ],
};
