import type { Datapath } from '../datapath.ts';
import { ipipPair } from '../topologies/bare-tunnels.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const ipip: Datapath = {
  name: 'linux/ipip',
  title: 'Pod to pod across nodes by IP in IP, routed by the kernel',
  needs: ['veth', 'ipip', 'ip6tnl', 'nf_tables'],
  topology: ipipPair,
  signature: tunnelSignature('ipip1', [{ kind: 'ipip', vni: null }], false),
  conntrack: 'tracked',
  control: 'linux/ptp-cross-node',
  proof: "routed into the tunnel by each node's stack, with a second IP header on the wire",
  why: whyTunnel('ipip1', 'IP in IP, the packet inside'),
  story: [
    {
      text: 'veth1 receives the request; node 1 has a route to the pods of node 2 into ipip1, and forwards it, one off the TTL. There is no next hop: the tunnel has one other end.',
      source: 'docs/measurements/tunnels.md, GRE and IP in IP',
    },
    {
      text: 'ipip1 sees the bare packet, and puts one more IP header before it, between the nodes: protocol 4, for IPv6 in IPv6 41. Nothing else is added; no overlay is cheaper, and none carries less.',
      source: 'RFC 2003; RFC 2473',
    },
    {
      text: "That is all that eth0 shows, on both nodes. A capture filter for the pods' addresses sees nothing there: it compares the outer header.",
      source: 'docs/measurements/tunnels.md, GRE and IP in IP',
    },
    {
      text: 'On node 2 the packet comes out of ipip1, and is forwarded out of veth2 to pod2, one more off the TTL. The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, GRE and IP in IP',
    },
  ],
};
