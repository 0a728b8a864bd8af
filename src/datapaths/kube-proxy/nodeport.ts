import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { nodePort } from '../topologies/node-port.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const translated = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

export const kubeProxyNodeport: Datapath = {
  name: 'kube-proxy/nodeport',
  title: 'From outside to a port of the node, and on to a pod (NodePort)',
  needs: ['veth', 'nf_tables', 'iptables'],
  topology: nodePort,
  signature: {
    'client/eth0': {
      request: out(0, asked),
      reply: in_(-1, { sourceMac: 'node1/eth0', ...restored }),
    },
    'node1/eth0': {
      request: in_(0, { sourceMac: 'client/eth0', ...asked }),
      reply: out(-1, { sourceMac: 'node1/eth0', ...restored }),
    },
    'pod2/lxc': {
      request: out(-1, { sourceMac: 'pod2/lxc', ...translated }),
      reply: in_(0, answered),
    },
    'pod2/eth0': {
      request: in_(-1, { sourceMac: 'pod2/lxc', ...translated }),
      reply: out(0, answered),
    },
  },
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: ['tcp', 'udp'], // a service is a port: ping to the node's address is the node's
  control: 'linux/ptp',
  proof: 'the node put both addresses anew, so that the pod answers it and not the client',
  why: {
    'client/eth0': 'knows the node alone',
    'node1/eth0': 'not translated yet, or again',
    'pod2/lxc': 'from the node to pod2',
    'pod2/eth0': 'does not see who asks',
  },
  story: [
    {
      text: "A client outside the cluster asks a port of the node. Both ends of the wire show the client's address and the node's.",
      source: 'docs/measurements/services.md, NodePort',
    },
    {
      text: "In PREROUTING the last rule of KUBE-SERVICES sends what is for one of the node's own addresses to KUBE-NODEPORTS; the port there leads by KUBE-EXT-... to the chain of the service, and that of one pod: DNAT.",
      source: 'Kubernetes pkg/proxy/iptables/proxier.go',
    },
    {
      text: "On the way KUBE-EXT-... marks it, and in POSTROUTING it gets the address of the node on the pod's side as its source (MASQUERADE): the pod may be on another node, and its answer must come back by this one. Only with externalTrafficPolicy=Local is that left out.",
      source: 'Kubernetes pkg/proxy/iptables/proxier.go, externalTrafficPolicy',
    },
    {
      text: 'So lxc2 and pod2 show a packet from the node to pod2, one off the TTL. Who asked cannot be seen in the pod.',
      source: 'docs/measurements/services.md, NodePort',
    },
    {
      text: 'pod2 answers the node; connection tracking undoes both, and the client gets its answer from the address and the port that it asked.',
      source: 'docs/measurements/services.md, NodePort',
    },
  ],
};
