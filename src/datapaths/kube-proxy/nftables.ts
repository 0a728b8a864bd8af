import type { Datapath } from '../datapath.ts';
import { nftablesMode } from '../topologies/kube-proxy-nftables.ts';
import { servicePair } from '../topologies/service-pair.ts';
import { kubeProxyIptablesMode } from './iptables.ts';

export const kubeProxyNftablesMode: Datapath = {
  name: 'kube-proxy/nftables',
  title: 'Pod to service on one node, translated by kube-proxy in nftables mode',
  needs: ['veth', 'nf_tables'],
  topology: servicePair(nftablesMode),
  // the same hooks, the same translation: captures do not show by which rules
  signature: kubeProxyIptablesMode.signature,
  conntrack: 'tracked',
  kubeProxy: 'nftables',
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
      text: 'In prerouting one look-up in the map service-ips, by address, protocol and port, finds the chain of the service, however many services there are; that goes to the chain of one pod, which rewrites the destination.',
      source: 'Kubernetes pkg/proxy/nftables/proxier.go',
    },
    {
      text: 'From there all is as in iptables mode: routed to pod2, remembered by connection tracking, and put back in the reply.',
      source: 'docs/measurements.md, kube-proxy',
    },
    {
      text: 'A ping of the service address is rejected on the node, where iptables mode lets it leave.',
      source: 'Kubernetes pkg/proxy/nftables, recorded on kind',
    },
  ],
};
