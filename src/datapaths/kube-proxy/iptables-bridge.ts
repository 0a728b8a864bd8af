import { in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { filteredBridgeService } from '../topologies/filtered-bridge-service.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const translated = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

export const kubeProxyIptablesBridge: Datapath = {
  name: 'kube-proxy/iptables-bridge',
  title: 'Pod to service on one bridge, translated by kube-proxy in iptables mode (br_netfilter)',
  needs: ['veth', 'bridge', 'nf_tables', 'iptables', 'br_netfilter'],
  topology: filteredBridgeService(),
  signature: {
    'pod1/eth0': {
      request: out(0, asked),
      reply: in_(0, { sourceMac: 'pod2/eth0', ...restored }),
    },
    'pod1/lxc': {
      request: in_(0, asked),
      reply: out(0, { sourceMac: 'pod2/eth0', ...restored }),
    },
    'pod2/lxc': {
      request: out(0, { sourceMac: 'pod1/eth0', ...translated }),
      reply: in_(0, answered),
    },
    'pod2/eth0': {
      request: in_(0, { sourceMac: 'pod1/eth0', ...translated }),
      reply: out(0, answered),
    },
  },
  overlooked: ['node1/cni0'], // shows from none to all of the requests, see the story
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'kube-proxy/iptables',
  proof:
    'netfilter put the other address in while the bridge switched the frame: TTL and source MAC stayed',
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'not translated yet, or again',
    'pod2/lxc': "pod1's frame, to pod2's address",
    'pod2/eth0': "pod1's frame, to pod2's address",
  },
  story: [
    {
      text: "pod1 asks the service address, which is not in its subnet: the frame is for its gateway, cni0. pod1's eth0 and veth1 show the service address, for what comes in by a port is seen before netfilter.",
      source: 'docs/measurements/bridge-services.md, one node',
    },
    {
      text: "The bridge hands the frame to netfilter's PREROUTING (net.bridge.bridge-nf-call-iptables=1), where the rules of kube-proxy rewrite the destination to the address of pod2 (DNAT).",
      source: 'Linux net/bridge/br_netfilter_hooks.c, br_nf_pre_routing()',
    },
    {
      text: "A look at the node's routes shows that the new destination is on the bridge itself. So the frame is not routed: it gets the MAC address of pod2 and is switched, source MAC and TTL as pod1 sent them.",
      source:
        'Linux net/bridge/br_netfilter_hooks.c, br_nf_pre_routing_finish(), br_nf_pre_routing_finish_bridge()',
    },
    {
      text: "pod2 answers pod1, which is in its own subnet. The bridge switches the frame, and netfilter, which sees it on the way, puts the service address back: so pod1 hears from whom it asked, by a frame of pod2's.",
      source: 'docs/measurements/bridge-services.md, one node',
    },
    {
      text: "cni0 may show none of the requests, the first or all of them: it depends on the node's neighbour entry for pod2, which may send the frame to pod2 through the bridge device for its MAC address. It counts none of these, and they are no evidence: nothing is asked of that tap.",
      source:
        'docs/measurements/bridge-services.md, one node; Linux net/bridge/br_netfilter_hooks.c, br_nf_pre_routing_finish_bridge()',
    },
    {
      text: 'Without br_netfilter the node would route the request and nobody would translate the reply: kube-proxy/bridge-nf-off.',
      source: 'docs/measurements/services.md, bridge without br_netfilter',
    },
  ],
};
