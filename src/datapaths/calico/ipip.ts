import type { Datapath } from '../datapath.ts';
import { calicoIpipPair } from '../topologies/bare-tunnels.ts';
import { tunnelSignature, whyTunnel } from '../tunnel-signature.ts';

export const calicoIpip: Datapath = {
  name: 'calico/ipip',
  title: "Pod to pod across nodes through Calico's IP in IP overlay",
  needs: ['veth', 'ipip', 'nf_tables'],
  families: [4], // Calico has it for IPv4 alone
  topology: calicoIpipPair,
  signature: tunnelSignature('tunl0', [{ kind: 'ipip', vni: null }], false),
  conntrack: 'tracked',
  live: { conntrack: 'tracked' },
  control: 'calico/vxlan',
  proof: "routed into tunl0 by each node's stack, with a second IP header on the wire",
  why: whyTunnel('tunl0', 'IP in IP, the packet inside'),
  story: [
    {
      text: 'pod1 sends the request to the only address that it knows, 169.254.1.1, for which cali1 answers. Node 1 receives it there.',
      source: 'docs/measurements/tunnels.md, Calico on one node',
    },
    {
      text: 'A route that BIRD (or Felix) wrote leads to the pods of node 2: by its address, out of tunl0, `onlink`. Node 1 forwards the request into it, one off the TTL.',
      source: 'projectcalico/calico, confd/etc/calico/confd/templates/bird_ipam.cfg.template',
    },
    {
      text: 'tunl0, which every network namespace has once the kernel knows IP in IP, has no other end: the next hop of the route becomes the outer destination. Protocol 4 between the nodes, 20 bytes more, is all that eth0 shows.',
      source: 'Linux net/ipv4/ip_tunnel.c, ip_tunnel_xmit()',
    },
    {
      text: 'On node 2 the packet comes out of tunl0, and is forwarded out of cali2 to pod2, one more off the TTL. The reply takes the mirrored way.',
      source: 'docs/measurements/tunnels.md, Calico by IP in IP',
    },
  ],
};
