import { type Encapsulation, in_, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { flannelService } from '../topologies/flannel-service.ts';
import { kubeProxyIptables } from '../topologies/kube-proxy-iptables.ts';

const encapsulation: readonly Encapsulation[] = [{ kind: 'vxlan', vni: 1 }];
const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;
const translated = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;
const there = { sourceMac: 'node1/flannel.1', ...translated };
const back = { sourceMac: 'node2/flannel.1', ...answered };
const delivered = { sourceMac: 'node2/cni0', ...translated };

export const kubeProxyIptablesVxlan: Datapath = {
  name: 'kube-proxy/iptables-vxlan',
  title: "Pod to service, answered by a pod of the other node through flannel's VXLAN",
  needs: ['veth', 'bridge', 'vxlan', 'nf_tables', 'iptables', 'br_netfilter'],
  topology: flannelService((family, web) => ({ iptables: kubeProxyIptables(family, web) })),
  signature: {
    'pod1/eth0': { request: out(0, asked), reply: in_(-2, restored) },
    'pod1/lxc': { request: in_(0, asked), reply: out(-2, restored) },
    'node1/flannel.1': { request: out(-1, there), reply: in_(-1, back) },
    'node1/eth0': {
      request: out(-1, { encapsulation, ...there }),
      reply: in_(-1, { encapsulation, ...back }),
    },
    'node2/eth0': {
      request: in_(-1, { encapsulation, ...there }),
      reply: out(-1, { encapsulation, ...back }),
    },
    'node2/flannel.1': { request: in_(-1, there), reply: out(-1, back) },
    'node2/cni0': {
      request: out(-2, delivered),
      reply: in_(0, { sourceMac: 'pod2/eth0', ...answered }),
    },
    'pod2/lxc': { request: out(-2, delivered), reply: in_(0, answered) },
    'pod2/eth0': { request: in_(-2, delivered), reply: out(0, answered) },
  },
  overlooked: ['node1/cni0'], // which address it shows depends on br_netfilter, see the story
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: ['tcp', 'udp'], // a service is a port: ping to its address is nobody's
  control: 'flannel/vxlan',
  proof: "node 1 put the pod's address in the place of the service's, and the tunnel bore that",
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'not translated yet, or again',
    'node1/flannel.1': "bears pod2's own address",
    'node1/eth0': 'UDP 8472, the frame inside',
    'node2/eth0': 'UDP 8472, the frame inside',
    'node2/flannel.1': 'out of the wrapping',
    'node2/cni0': 'to it, an ordinary packet',
    'pod2/lxc': 'a port: both legs pass it',
    'pod2/eth0': 'knows nothing of a service',
  },
  story: [
    {
      text: "pod1 asks the service address. The frame is for its gateway, cni0; pod1's eth0 and veth1 show that address.",
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'Node 1 rewrites the destination to the address of pod2 (DNAT), which is on node 2: so it routes the packet to flannel.1, one off the TTL, as any other for a pod there.',
      source:
        'Kubernetes pkg/proxy/iptables/proxier.go; docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'flannel.1 wraps the frame: UDP to port 8472, VNI 1. In it are the addresses of pod1 and of pod2; nothing on the wire tells of a service.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'Node 2 has the same rules and none for such a packet: it unwraps it and routes it out of cni0 to pod2, one more off the TTL. Its connection tracking knows pod1 and pod2; only that of node 1 knows the service.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'pod2 answers pod1, back through the tunnel. Node 1 remembers the connection and puts the service address back, before the packet goes out of cni0: veth1 and pod1 see it come from there.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'With br_netfilter the request is translated on the bridge already, so cni0 of node 1 shows the address of pod2; without it, that of the service. All else is the same, and nothing is asked of that tap.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
  ],
};
