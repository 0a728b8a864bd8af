import type { Datapath } from '../datapath.ts';
import { bridgeCrossNode } from '../linux/bridge-cross-node.ts';
import { bgpMesh, meshRoutes } from '../topologies/bgp-mesh.ts';
import { kubeBridgePod } from '../topologies/kube-bridge-pod.ts';

export const kubeRouterBgp: Datapath = {
  name: 'kube-router/bgp',
  title: 'Pod to pod across nodes with kube-router: over kube-bridge, by routes that BGP brought',
  needs: bridgeCrossNode.needs,
  tools: ['bird', 'birdc'],
  topology: bgpMesh(kubeBridgePod),
  signature: bridgeCrossNode.signature,
  conntrack: 'tracked',
  routes: meshRoutes,
  live: { conntrack: 'either' },
  twins: ['flannel/host-gw'],
  control: 'flannel/vxlan',
  proof: "each node's bridge handed it to the stack, and BIRD says that BGP brought the routes",
  why: {
    ...bridgeCrossNode.why,
    'node1/cni0': 'kube-bridge, the gateway',
    'node2/cni0': 'kube-bridge: the node sends',
  },
  story: [
    {
      text: 'Before any packet: each node has a BGP session with each other and announces the prefix of its own pods; what it hears it writes into its kernel. kube-router speaks by GoBGP, here BIRD does in its place.',
      source: 'cloudnativelabs/kube-router, pkg/controllers/routing; docs/measurements/bgp.md',
    },
    {
      text: 'pod2 is in another subnet, so pod1 sends the frame to its gateway, kube-bridge, by the port veth1: a tap there sees it come in.',
      source: 'docs/measurements/bgp.md, mesh over bridges',
    },
    {
      text: 'Node 1 forwards it by the route that BGP brought, out of eth0, one off the TTL: a plain packet, which the switch hands to node 2.',
      source: 'docs/measurements/bgp.md, mesh over bridges',
    },
    {
      text: 'Node 2 forwards it out of kube-bridge, one more off the TTL, and by the port veth2 to pod2. The reply takes the mirrored way.',
      source: 'docs/measurements/bgp.md, mesh over bridges',
    },
    {
      text: 'To captures this is host-gw of flannel, whose agent writes the very routes by itself. Only who put them there differs: so BIRD is asked what it has learned, by which protocol, and whether its kernel has it from BIRD.',
      source: 'BIRD 2.0 user guide, show route all',
    },
  ],
};
