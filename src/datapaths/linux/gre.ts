import type { Datapath } from '../datapath.ts';
import { grePair } from '../topologies/bare-tunnels.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const gre: Datapath = {
  name: 'linux/gre',
  title: 'Pod to pod across nodes through a GRE tunnel, routed by the kernel',
  needs: ['veth', 'gre', 'ip6gre', 'nf_tables'],
  topology: grePair,
  signature: tunnelSignature('gre1', [{ kind: 'gre', vni: null }], false),
  conntrack: 'tracked',
  control: 'linux/ipip',
  proof: "routed into the tunnel by each node's stack, and wrapped in GRE on the wire",
  why: whyTunnel('gre1', 'GRE, the packet inside'),
  story: [
    {
      text: 'veth1 receives the request; node 1 has a route to the pods of node 2 into gre1, and forwards it, one off the TTL. There is no next hop: a tunnel with two ends needs none, nor any MAC address.',
      source: 'docs/measurements/tunnels.md, GRE and IP in IP',
    },
    {
      text: 'gre1 sees the bare packet, without a link header. It puts 4 bytes of GRE before it, which say what follows, and a new IP header between the nodes: protocol 47. That is all that eth0 shows.',
      source: 'RFC 2784',
    },
    {
      text: 'On node 2 the packet comes out of gre1 at the same time as it came in by eth0, and is forwarded out of veth2 to pod2, one more off the TTL.',
      source: 'docs/measurements/tunnels.md, GRE and IP in IP',
    },
    {
      text: 'The reply takes the mirrored way. GRE has no ports: all of it is one flow to switches that share load by ports.',
      source: 'RFC 2784',
    },
  ],
};
