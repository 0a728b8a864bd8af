import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { kubeProxyUserspace } from '../topologies/kube-proxy-userspace.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const proxied = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

export const kubeProxyUserspaceMode: Datapath = {
  name: 'kube-proxy/userspace',
  title: 'Pod to service on one node, through a process: kube-proxy in userspace mode',
  needs: ['veth', 'nf_tables', 'iptables'],
  tools: ['socat'],
  topology: kubeProxyUserspace,
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: in_(0, { sourceMac: 'pod1/lxc', ...restored }) },
    'pod1/lxc': { request: in_(0, asked), reply: out(0, { sourceMac: 'pod1/lxc', ...restored }) },
    'pod2/lxc': {
      request: out(0, { sourceMac: 'pod2/lxc', ...proxied }),
      reply: in_(0, answered),
    },
    'pod2/eth0': {
      request: in_(0, { sourceMac: 'pod2/lxc', ...proxied }),
      reply: out(0, answered),
    },
  },
  conntrack: 'tracked',
  kubeProxy: 'userspace',
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'kube-proxy/iptables',
  proof:
    "what pod1 sent ended on the node, and a process there asked pod2 anew, by the node's own address",
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'the first connection: to the proxy',
    'pod2/lxc': "the second: from the node's address",
    'pod2/eth0': 'pod1 is nowhere to be seen',
  },
  story: [
    {
      text: 'pod1 asks the service address, which its eth0 and lxc1 show.',
      source: 'docs/measurements/userspace.md, kube-proxy userspace',
    },
    {
      text: 'In PREROUTING a rule of the chain KUBE-PORTALS-CONTAINER sends it to a port of the node itself (REDIRECT): it is delivered there, not forwarded.',
      source: 'Kubernetes 1.25 pkg/proxy/userspace/proxier.go, iptablesContainerPortalArgs()',
    },
    {
      text: 'At that port kube-proxy accepts the connection, opens another one to a pod of its choice and copies bytes from one to the other. In the lab socat does, with a process for each client.',
      source: 'Kubernetes 1.25 pkg/proxy/userspace/proxysocket.go',
    },
    {
      text: "So lxc2 and pod2 see another connection: from the node's address, with a TTL that nobody has taken anything off. pod2 cannot know who asked.",
      source: 'docs/measurements/userspace.md, kube-proxy userspace',
    },
    {
      text: 'The answer comes back to the proxy, and what it writes to pod1 bears the service address, which connection tracking puts there.',
      source: 'docs/measurements/userspace.md, kube-proxy userspace',
    },
    {
      text: 'The first mode of kube-proxy, gone since Kubernetes 1.26: every packet went through a process and back. In iptables mode the kernel rewrites addresses, and packets stay the same ones.',
      source: 'Kubernetes CHANGELOG-1.26',
    },
  ],
};
