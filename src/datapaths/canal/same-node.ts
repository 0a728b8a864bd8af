import { calicoSameNode } from '../calico/same-node.ts';
import type { Datapath } from '../datapath.ts';

export const canalSameNode: Datapath = {
  name: 'canal/same-node',
  title: "Pod to pod on one node with canal: Calico's devices and policies, flannel's network",
  needs: calicoSameNode.needs,
  topology: calicoSameNode.topology,
  signature: calicoSameNode.signature,
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  twins: ['calico/same-node'],
  control: 'canal/policy-drop',
  proof: calicoSameNode.proof,
  why: calicoSameNode.why,
  story: [
    {
      text: "Canal's CNI plugin is Calico's, with addresses from the subnet that flannel gave the node: no bridge, a cali device for each pod, a host route to each.",
      source: 'projectcalico/calico, manifests/canal.yaml',
    },
    {
      text: 'So on one node all is as with Calico: the request comes in at cali1, the stack forwards it, one off the TTL, out of cali2.',
      source: 'docs/measurements/tunnels.md, Calico on one node',
    },
    {
      text: "On that way it passes Felix's chains in FORWARD, where policies are enforced; flannel.1 sees nothing of it. The reply takes the mirrored way.",
      source: 'projectcalico/calico, felix/rules/static.go',
    },
  ],
};
