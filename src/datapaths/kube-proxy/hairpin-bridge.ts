import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { hairpinPort } from '../topologies/hairpin-port.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const turned = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;
const asSent = { sourceMac: 'pod1/eth0' } as const;

export const kubeProxyHairpinBridge: Datapath = {
  name: 'kube-proxy/hairpin-bridge',
  title: 'A pod to its own service, turned round at its port of the bridge (hairpin mode)',
  needs: ['veth', 'bridge', 'nf_tables', 'iptables', 'br_netfilter'],
  topology: hairpinPort,
  signature: {
    'pod1/eth0': {
      request: [out(0, { hop: 0, ...asked }), in_(0, { hop: 3, ...asSent, ...turned })],
      reply: [out(0, { hop: 0, ...answered }), in_(0, { hop: 3, ...asSent, ...restored })],
    },
    'pod1/lxc': {
      request: [in_(0, { hop: 1, ...asked }), out(0, { hop: 2, ...asSent, ...turned })],
      reply: [in_(0, { hop: 1, ...answered }), out(0, { hop: 2, ...asSent, ...restored })],
    },
  },
  overlooked: ['node1/cni0'], // shows from none to all of it, half translated, see the story
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'kube-proxy/hairpin',
  proof:
    'the bridge turned each frame round at its own port, from an address of the node and with the TTL as it was',
  why: {
    'pod1/eth0': 'each packet twice, out and in',
    'pod1/lxc': 'each packet twice, in and out',
  },
  story: [
    {
      text: 'pod1 asks the service address, and is itself the pod behind it. The frame is for its gateway, cni0.',
      source: 'docs/measurements/bridge-services.md, hairpin',
    },
    {
      text: 'The bridge hands it to netfilter: the rules of kube-proxy mark it, because its source is the very pod that they choose, and rewrite the destination to the address of pod1 (DNAT).',
      source: 'Kubernetes pkg/proxy/iptables/proxier.go, writeServiceToEndpointRules()',
    },
    {
      text: 'The new destination is on the bridge, so the frame is switched, to the MAC address of pod1 and out of the port that it came in by. A bridge does that only in hairpin mode (hairpinMode in the CNI configuration); without it the frame ends here, and nobody is told.',
      source:
        'Linux net/bridge/br_forward.c, should_deliver(); docs/measurements/bridge-services.md, hairpin',
    },
    {
      text: "On the way out POSTROUTING puts the address of cni0 in the place of pod1's own (MASQUERADE), or pod1 would take the packet for one of its own that comes from outside. TTL and source MAC stay: the frame has the MAC address of pod1 as source and as destination.",
      source: 'docs/measurements/bridge-services.md, hairpin',
    },
    {
      text: 'pod1 answers the address of cni0; on the bridge both rewritings are undone, and the reply is turned round in the same way: it comes from the service address.',
      source: 'docs/measurements/bridge-services.md, hairpin',
    },
    {
      text: "cni0 may show all of it or nothing, which depends on the node's neighbour entry for pod1; and then it shows it half translated, from pod1 to pod1. Nothing is asked of that tap.",
      source: 'docs/measurements/bridge-services.md, hairpin',
    },
  ],
};
