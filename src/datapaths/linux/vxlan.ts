import type { Datapath } from '../datapath.ts';
import { vxlanPair } from '../topologies/vxlan-pair.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const vxlan: Datapath = {
  name: 'linux/vxlan',
  title: 'Pod to pod across nodes through a plain VXLAN tunnel, routed by the kernel',
  needs: ['veth', 'vxlan', 'nf_tables'],
  topology: vxlanPair,
  signature: tunnelSignature('vxlan0', [{ kind: 'vxlan', vni: 42 }], true),
  conntrack: 'tracked',
  control: 'linux/ptp-cross-node',
  proof: "routed into the tunnel by each node's stack, and wrapped in VXLAN 42 on the wire",
  why: whyTunnel('vxlan0', 'UDP 4789, the frame inside'),
  story: [
    {
      text: 'veth1 receives the request; node 1 has a route to the pods of node 2 by an address at the other end of vxlan0, and forwards it into that device, one off the TTL.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: 'To send it, node 1 needs the MAC address of the next hop. It asks by ARP, or neighbour discovery, through the tunnel itself: that, too, goes wrapped.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: 'vxlan0 was told one remote end, where all goes that it has not learnt otherwise. It wraps the frame: UDP to port 4789, VNI 42. That is all that eth0 shows, on both nodes.',
      source: 'Linux drivers/net/vxlan, vxlan_xmit()',
    },
    {
      text: 'On node 2 it comes out of vxlan0 at the same time as it came in by eth0, and is forwarded out of veth2 to pod2, one more off the TTL.',
      source: 'docs/measurements/tunnels.md, VXLAN',
    },
    {
      text: 'The reply takes the mirrored way. The control is the same without the tunnel: plain packets on the wire.',
      source: 'docs/measurements.md, ptp, across nodes',
    },
  ],
};
