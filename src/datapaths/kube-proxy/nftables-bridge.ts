import type { Datapath } from '../datapath.ts';
import { filteredBridgeService } from '../topologies/filtered-bridge-service.ts';
import { nftablesMode } from '../topologies/kube-proxy-nftables.ts';
import { kubeProxyIptablesBridge } from './iptables-bridge.ts';

export const kubeProxyNftablesBridge: Datapath = {
  ...kubeProxyIptablesBridge,
  name: 'kube-proxy/nftables-bridge',
  title: 'Pod to service on one bridge, translated by kube-proxy in nftables mode (br_netfilter)',
  needs: ['veth', 'bridge', 'nf_tables', 'br_netfilter'],
  topology: filteredBridgeService(nftablesMode),
  kubeProxy: 'nftables',
  twins: ['kube-proxy/iptables-bridge'],
  control: 'kube-proxy/nftables',
  story: [
    {
      text: "pod1 asks the service address by a frame for its gateway, cni0, and br_netfilter hands that to the prerouting chain of kube-proxy's table on its way over the bridge.",
      source: 'Linux net/bridge/br_netfilter_hooks.c, br_nf_pre_routing()',
    },
    {
      text: 'There the map service-ips finds the chain of the service, and that the one of a pod, which rewrites the destination.',
      source: 'Kubernetes pkg/proxy/nftables/proxier.go',
    },
    {
      text: 'From there all is as in iptables mode: the frame is switched to pod2 as pod1 sent it, TTL and source MAC too, and the reply is translated back on the bridge.',
      source: 'docs/measurements/bridge-services.md, one node',
    },
    {
      text: "What cni0 shows of it depends on the node's neighbour entry for pod2, from nothing to every request. Nothing is asked of that tap.",
      source: 'docs/measurements/bridge-services.md, one node',
    },
  ],
};
