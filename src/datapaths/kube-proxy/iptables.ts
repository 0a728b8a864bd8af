import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { kubeProxyIptables } from '../topologies/kube-proxy-iptables.ts';
import { servicePair } from '../topologies/service-pair.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const translated = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

export const kubeProxyIptablesMode: Datapath = {
  name: 'kube-proxy/iptables',
  title: 'Pod to service on one node, translated by kube-proxy in iptables mode',
  needs: ['veth', 'nf_tables', 'iptables'],
  topology: servicePair((family) => ({ iptables: kubeProxyIptables(family) })),
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: in_(-1, { sourceMac: 'pod1/lxc', ...restored }) },
    'pod1/lxc': { request: in_(0, asked), reply: out(-1, { sourceMac: 'pod1/lxc', ...restored }) },
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
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'linux/ptp',
  proof: "the node put the pod's address in the place of the service's, and back in the replies",
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'not translated yet, or again',
    'pod2/lxc': "bears pod2's own address",
    'pod2/eth0': "bears pod2's own address",
  },
  story: [
    {
      text: 'pod1 asks the service address. Its eth0 and lxc1 show that address: what is seen on the way into the node is before netfilter.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'In PREROUTING the rules of kube-proxy go from KUBE-SERVICES by the chain of the service, KUBE-SVC-..., to the chain of one pod, KUBE-SEP-..., which rewrites the destination (DNAT).',
      source: 'Kubernetes pkg/proxy/iptables/proxier.go',
    },
    {
      text: 'Only then the node routes it: out of lxc2, to the address of pod2, one off the TTL. Connection tracking remembers both addresses.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'The reply bears the address of pod2 as far as lxc2; the node puts the service address back, so lxc1 and pod1 see the answer come from whom pod1 asked.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'No rule is for ping: in iptables mode it would leave the node, masqueraded, by the default route.',
      source: 'docs/measurements.md, kube-proxy',
    },
  ],
};
