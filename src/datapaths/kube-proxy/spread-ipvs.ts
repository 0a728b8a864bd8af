import type { Datapath } from '../datapath.ts';
import { kubeIpvs0, kubeProxyIpvs } from '../topologies/kube-proxy-ipvs.ts';
import { spreadService } from '../topologies/spread-service.ts';
import { kubeProxySpread } from './spread.ts';

export const kubeProxySpreadIpvs: Datapath = {
  ...kubeProxySpread,
  name: 'kube-proxy/spread-ipvs',
  title: 'Pod to a service with two pods behind it, one for each connection in turn (ipvs mode)',
  needs: ['veth', 'nf_tables', 'dummy', 'ip_vs'],
  topology: spreadService((family, web) => ({ ipvs: kubeProxyIpvs(family, web) }), kubeIpvs0),
  // other hooks, the same translation: captures do not show by which rules
  kubeProxy: 'ipvs',
  twins: ['kube-proxy/spread'],
  story: [
    {
      text: 'pod1 asks the service address; pod2 and pod3 are behind it. What is drawn here is the case that pod2 gets the connection; where pod3 does, the two have changed places, and that passes as well.',
      source: 'docs/measurements/bridge-services.md, two backends, in other modes',
    },
    {
      text: 'The address is on kube-ipvs0, so the packet is delivered on the node, and IPVS finds the virtual server, with a real server for each pod.',
      source: 'Kubernetes pkg/proxy/ipvs/proxier.go',
    },
    {
      text: 'Its scheduler takes the next one for each new connection, in turn (rr, round robin), where the rules of iptables and nftables leave it to chance.',
      source: 'Linux net/netfilter/ipvs/ip_vs_rr.c, ip_vs_rr_schedule()',
    },
    {
      text: 'All that follows belongs to a connection that IPVS knows, and goes to the same pod.',
      source: 'Linux net/netfilter/ipvs/ip_vs_core.c, ip_vs_in_hook()',
    },
    {
      text: 'The host side and eth0 of the other pod see nothing of it; a ping from the node shows that their captures could have.',
      source: 'docs/measurements/bridge-services.md, two backends, in other modes',
    },
  ],
};
