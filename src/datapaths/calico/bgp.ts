import type { Datapath } from '../datapath.ts';
import { ptpCrossNode } from '../linux/ptp-cross-node.ts';
import { bgpMesh, meshRoutes } from '../topologies/bgp-mesh.ts';

export const calicoBgp: Datapath = {
  name: 'calico/bgp',
  title:
    "Pod to pod across nodes with Calico: routed veth pairs, and BIRD's mesh between the nodes",
  needs: ptpCrossNode.needs,
  tools: ['bird', 'birdc'],
  topology: bgpMesh(),
  signature: ptpCrossNode.signature,
  conntrack: 'tracked',
  routes: meshRoutes,
  live: { conntrack: 'either' },
  twins: ['linux/ptp-cross-node'],
  control: 'kube-router/bgp',
  proof: 'both nodes routed it, and BIRD says that BGP brought the routes',
  why: ptpCrossNode.why,
  story: [
    {
      text: "Before any packet: Calico's node agent runs BIRD on every node, in one mesh: each has a BGP session with each other, announces the prefix of its own pods, and writes what it hears into its kernel.",
      source: 'projectcalico/calico, confd/etc/calico/confd/templates; docs/measurements/bgp.md',
    },
    {
      text: 'pod1 sends the request to its gateway, the host side of its pair; node 1 forwards it by the route that BGP brought, out of eth0, one off the TTL.',
      source: 'docs/measurements/bgp.md, mesh',
    },
    {
      text: 'The switch hands the plain packet to node 2: no router is on the way, since all nodes are neighbours. With no overlay, whatever joins the nodes must let pods’ addresses pass.',
      source: 'docs/measurements/bgp.md, mesh',
    },
    {
      text: "Node 2 forwards it by its host route out of the host side of pod2's pair, one more off the TTL. The reply takes the mirrored way.",
      source: 'docs/measurements/bgp.md, mesh',
    },
    {
      text: 'To captures it is kindnet, whose agent writes such routes by itself. So BIRD is asked what it has learned, by which protocol, and whether its kernel has it from BIRD.',
      source: 'BIRD 2.0 user guide, show route all',
    },
  ],
};
