import type { Datapath } from '../datapath.ts';
import { bridge } from '../linux/bridge.ts';

export const flannelSameNode: Datapath = {
  name: 'flannel/same-node',
  title: 'Pod to pod on one node with flannel: over the bridge cni0, whatever the backend',
  needs: bridge.needs,
  topology: bridge.topology,
  signature: bridge.signature,
  conntrack: bridge.conntrack,
  live: { conntrack: 'either' }, // br_netfilter decides
  twins: ['linux/bridge'],
  control: 'kindnet/same-node',
  proof: bridge.proof,
  why: bridge.why,
  story: [
    {
      text: "flannel's CNI plugin delegates to the bridge plugin: every pod's host side is a port of cni0, all pods of a node are in its subnet.",
      source: 'flannel-io/cni-plugin, pkg/flannel',
    },
    {
      text: 'So pod1 asks by ARP for pod2 itself, and the bridge switches the frame from port to port, TTL and MAC addresses as they were.',
      source: 'test/fixtures/recordings, flannel-vxlan',
    },
    {
      text: 'Neither cni0 nor flannel.1 sees anything of it: the overlay is between nodes.',
      source: 'test/fixtures/recordings, flannel-vxlan',
    },
  ],
};
