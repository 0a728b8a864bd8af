import type { Datapath } from '../datapath.ts';
import { kubeIpvs0, kubeProxyIpvs } from '../topologies/kube-proxy-ipvs.ts';
import { servicePair } from '../topologies/service-pair.ts';
import { kubeProxyIptablesMode } from './iptables.ts';

export const kubeProxyIpvsMode: Datapath = {
  name: 'kube-proxy/ipvs',
  title: 'Pod to service on one node, translated by kube-proxy in ipvs mode',
  needs: ['veth', 'nf_tables', 'dummy', 'ip_vs'],
  topology: servicePair((family) => ({ ipvs: kubeProxyIpvs(family) }), kubeIpvs0),
  // other hooks, the same translation: captures do not show by which rules
  signature: kubeProxyIptablesMode.signature,
  conntrack: 'tracked',
  kubeProxy: 'ipvs',
  probes: kubeProxyIptablesMode.probes!,
  twins: ['kube-proxy/iptables'],
  control: 'linux/ptp',
  proof: kubeProxyIptablesMode.proof,
  why: kubeProxyIptablesMode.why,
  story: [
    {
      text: 'pod1 asks the service address, which its eth0 and lxc1 show.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'The node takes that address for its own, because it is on the device kube-ipvs0; so the packet is not forwarded, but delivered on the node.',
      source: 'Kubernetes pkg/proxy/ipvs/proxier.go; docs/measurements.md, kube-proxy',
    },
    {
      text: 'At the hook LOCAL_IN, IPVS finds the virtual server by address, protocol and port in a hash table, chooses a pod by its scheduler (rr: round robin), rewrites the destination and sends the packet off again, one off the TTL.',
      source: 'Linux net/netfilter/ipvs/ip_vs_core.c, ip_vs_xmit.c',
    },
    {
      text: "The reply is forwarded as any other; at the hook FORWARD, IPVS knows its connection and puts the service's address back.",
      source: 'Linux net/netfilter/ipvs/ip_vs_core.c',
    },
    {
      text: 'kube-proxy sets net.ipv4.vs.conntrack, so connection tracking remembers both addresses, as with the rules of iptables; with 0, it knows nothing of the connection.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'A ping of the service address is answered by the node itself, whose address it is.',
      source: 'docs/measurements.md, kube-proxy',
    },
  ],
};
