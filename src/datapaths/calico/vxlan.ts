import type { Datapath } from '../datapath.ts';
import { calicoVxlanPair } from '../topologies/calico-tunnels.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const calicoVxlan: Datapath = {
  name: 'calico/vxlan',
  title: "Pod to pod across nodes through Calico's VXLAN overlay",
  needs: ['veth', 'vxlan', 'nf_tables'],
  topology: calicoVxlanPair,
  signature: tunnelSignature('vxlan.calico', [{ kind: 'vxlan', vni: 4096 }], true),
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'canal/cross-node',
  proof: "routed into the tunnel by each node's stack, and wrapped in VXLAN 4096 on the wire",
  why: whyTunnel('vxlan.calico', 'UDP 4789, the frame inside'),
  story: [
    {
      text: 'pod1 sends the request to the only address that it knows, 169.254.1.1, for which cali1 answers. Node 1 receives it there.',
      source: 'docs/measurements/tunnels.md, Calico on one node',
    },
    {
      text: "Its stack routes it to vxlan.calico, one off the TTL: the next hop is the address of the other node's vxlan.calico, a permanent neighbour that Felix wrote.",
      source: 'projectcalico/calico, felix/dataplane/linux/vxlan_mgr.go',
    },
    {
      text: 'The device finds in its FDB at which node that MAC address is, and wraps the frame: UDP to port 4789, VNI 4096. That is all that eth0 shows, on both nodes.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: 'On node 2 the frame comes out of vxlan.calico; the stack routes it, one more off the TTL, out of cali2 to pod2. The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: 'The mode CrossSubnet wraps only what leaves the subnet: between neighbours packets are then plain, and vxlan.calico is there and sees nothing.',
      source: 'Calico documentation, Overlay networking',
    },
  ],
};
