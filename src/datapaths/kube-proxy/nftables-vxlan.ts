import type { Datapath } from '../datapath.ts';
import { flannelService } from '../topologies/flannel-service.ts';
import { nftablesMode } from '../topologies/kube-proxy-nftables.ts';
import { kubeProxyIptablesVxlan } from './iptables-vxlan.ts';

export const kubeProxyNftablesVxlan: Datapath = {
  ...kubeProxyIptablesVxlan,
  name: 'kube-proxy/nftables-vxlan',
  title: "Pod to service (nftables), answered by a pod of the other node through flannel's VXLAN",
  needs: ['veth', 'bridge', 'vxlan', 'nf_tables', 'br_netfilter'],
  topology: flannelService(nftablesMode),
  kubeProxy: 'nftables',
  twins: ['kube-proxy/iptables-vxlan'],
  story: [
    {
      text: 'pod1 asks the service address, and node 1 finds it in the map service-ips: the destination is rewritten to the address of pod2, which is on node 2.',
      source: 'Kubernetes pkg/proxy/nftables/proxier.go',
    },
    {
      text: 'From there all is as in iptables mode: routed into flannel.1, wrapped in VXLAN 1, and nothing of a service on the wire or on node 2.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'The reply gets the service address back on node 1, before it goes out of cni0 to pod1.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
    {
      text: 'cni0 of node 1 shows the request with the address of pod2 if br_netfilter hands frames over, else with that of the service. Nothing is asked of that tap.',
      source: 'docs/measurements/bridge-services.md, across nodes',
    },
  ],
};
