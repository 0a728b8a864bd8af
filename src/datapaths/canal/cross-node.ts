import type { Datapath } from '../datapath.ts';
import { canalPair } from '../topologies/calico-tunnels.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const canalCrossNode: Datapath = {
  name: 'canal/cross-node',
  title: "Pod to pod across nodes with canal: Calico's devices, flannel's VXLAN overlay",
  needs: ['veth', 'vxlan', 'nf_tables'],
  topology: canalPair,
  signature: tunnelSignature('flannel.1', [{ kind: 'vxlan', vni: 1 }], true),
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'calico/vxlan',
  proof: "out of cali devices into flannel's tunnel, and wrapped in VXLAN 1 on the wire",
  why: whyTunnel('flannel.1', 'UDP 8472, the frame inside'),
  story: [
    {
      text: 'The pods are attached by Calico: the request comes in at cali1, and there is no bridge that it could pass, as it does with flannel alone.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: "Node 1 routes it by flanneld's route to flannel.1, one off the TTL; Felix writes no routes between nodes here, only policies.",
      source: 'projectcalico/calico, manifests/canal.yaml',
    },
    {
      text: 'flannel.1 wraps the frame: UDP to port 8472, VNI 1. That is all that eth0 shows, on both nodes.',
      source: 'Linux drivers/net/vxlan, vxlan_xmit()',
    },
    {
      text: 'On node 2 it comes out of flannel.1, and is routed, one more off the TTL, out of cali2 to pod2. The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
  ],
};
