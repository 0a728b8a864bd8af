import type { Datapath } from '../datapath.ts';
import { nftablesMode } from '../topologies/kube-proxy-nftables.ts';
import { spreadService } from '../topologies/spread-service.ts';
import { kubeProxySpread } from './spread.ts';

export const kubeProxySpreadNftables: Datapath = {
  ...kubeProxySpread,
  name: 'kube-proxy/spread-nftables',
  title: 'Pod to a service with two pods behind it, one for each connection (nftables mode)',
  needs: ['veth', 'nf_tables'],
  topology: spreadService(nftablesMode),
  // as in the mode of iptables: captures do not show by which rules
  kubeProxy: 'nftables',
  twins: ['kube-proxy/spread'],
  story: [
    {
      text: 'pod1 asks the service address; pod2 and pod3 are behind it. What is drawn here is the case that pod2 gets the connection; where pod3 does, the two have changed places, and that passes as well.',
      source: 'docs/measurements/bridge-services.md, two backends, in other modes',
    },
    {
      text: 'The chain of the service draws a number and goes to the chain of that pod: numgen random mod 2 vmap { 0 : goto ..., 1 : goto ... }. One rule, however many pods; iptables mode has a rule for each.',
      source: 'Kubernetes pkg/proxy/nftables/proxier.go',
    },
    {
      text: 'Only the first packet of a connection comes there: connection tracking remembers the choice, and chains of type nat see no packet but the first.',
      source: 'Linux net/netfilter/nf_nat_core.c, nf_nat_inet_fn()',
    },
    {
      text: 'The host side and eth0 of the other pod see nothing of it; a ping from the node shows that their captures could have.',
      source: 'docs/measurements/bridge-services.md, two backends, in other modes',
    },
  ],
};
