import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { hairpinPod } from '../topologies/hairpin-pod.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const turned = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;
const fromNode = { sourceMac: 'pod1/lxc' } as const;

export const kubeProxyHairpin: Datapath = {
  name: 'kube-proxy/hairpin',
  title: 'A pod to its own service: out, and back in by the same device',
  needs: ['veth', 'nf_tables', 'iptables'],
  topology: hairpinPod,
  signature: {
    'pod1/eth0': {
      request: [out(0, { hop: 0, ...asked }), in_(-1, { hop: 3, ...fromNode, ...turned })],
      reply: [out(0, { hop: 0, ...answered }), in_(-1, { hop: 3, ...fromNode, ...restored })],
    },
    'pod1/lxc': {
      request: [in_(0, { hop: 1, ...asked }), out(-1, { hop: 2, ...fromNode, ...turned })],
      reply: [in_(0, { hop: 1, ...answered }), out(-1, { hop: 2, ...fromNode, ...restored })],
    },
  },
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'kube-proxy/iptables',
  proof:
    'each packet left the pod and came back by the same device, from an address of the node and not its own',
  why: {
    'pod1/eth0': 'each packet twice, out and in',
    'pod1/lxc': 'each packet twice, in and out',
  },
  story: [
    {
      text: 'pod1 asks the service address, and is itself the pod behind it. Its eth0 and the host side of its pair show that address: what is seen on the way into the node is before netfilter.',
      source: 'docs/measurements/services.md, hairpin',
    },
    {
      text: 'In PREROUTING the chain of the pod, KUBE-SEP-..., first marks the packet, because its source is that very pod (KUBE-MARK-MASQ), then rewrites the destination to the address of pod1 (DNAT).',
      source: 'Kubernetes pkg/proxy/iptables/proxier.go, writeServiceToEndpointRules()',
    },
    {
      text: 'The node routes it back to where it came from, one off the TTL; in POSTROUTING the mark makes it bear an address of the node as its source (MASQUERADE). With its own address as source the pod would drop it: a packet from itself that comes from outside is a martian.',
      source: 'Linux net/ipv4/fib_frontend.c, __fib_validate_source()',
    },
    {
      text: "So the same request is seen twice at the pod's pair: out from pod1 to the service, and in from the node to pod1.",
      source: 'docs/measurements/services.md, hairpin',
    },
    {
      text: 'pod1 answers the node; there both rewritings are undone, and the reply comes back in from the service address. It passes the same two devices twice as well.',
      source: 'docs/measurements/services.md, hairpin',
    },
    {
      text: 'On a bridge it takes one thing more: hairpin mode on the port of the pod (hairpinMode in the CNI configuration), for a bridge sends no frame out by the port that it came in by.',
      source: 'Linux net/bridge/br_forward.c, should_deliver()',
    },
  ],
};
