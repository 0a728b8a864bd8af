import { none } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { kubeProxyIptables } from '../topologies/kube-proxy-iptables.ts';
import { spreadService } from '../topologies/spread-service.ts';
import { kubeProxyIptablesMode } from './iptables.ts';

const silent = { request: none, reply: none };

export const kubeProxySpread: Datapath = {
  name: 'kube-proxy/spread',
  title: 'Pod to a service with two pods behind it, of which each connection gets one',
  needs: ['veth', 'nf_tables', 'iptables'],
  topology: spreadService((family, web) => ({ iptables: kubeProxyIptables(family, web) })),
  // as written, pod2 got the connection
  signature: { ...kubeProxyIptablesMode.signature, 'pod3/lxc': silent, 'pod3/eth0': silent },
  backends: ['pod3'],
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  probes: kubeProxyIptablesMode.probes!,
  control: 'linux/ptp',
  proof:
    'one of the two pods behind the service got the whole connection, and the other saw nothing of it',
  why: {
    'pod1/eth0': 'bears the service address',
    'pod1/lxc': 'not translated yet, or again',
    'pod2/lxc': 'if pod2 was chosen',
    'pod2/eth0': 'if pod2 was chosen',
    'pod3/lxc': 'if pod3 was chosen',
    'pod3/eth0': 'if pod3 was chosen',
  },
  story: [
    {
      text: 'pod1 asks the service address; pod2 and pod3 are behind it. What is drawn here is the case that pod2 gets the connection; where pod3 does, the two have changed places, and that passes as well.',
      source: 'docs/measurements/services.md, two backends',
    },
    {
      text: 'The chain of the service has a rule for each pod, and takes the first by chance (-m statistic --mode random, probability 1/2); the last takes what is left.',
      source: 'Kubernetes pkg/proxy/iptables/proxier.go, writeServiceToEndpointRules()',
    },
    {
      text: 'Only the first packet of a connection asks those rules. Connection tracking remembers the choice, so all that follows goes to the same pod: the table nat sees no packet but the first.',
      source: 'Linux net/netfilter/nf_nat_core.c, nf_nat_inet_fn()',
    },
    {
      text: 'The host side and eth0 of the other pod see nothing of it; a ping from the node shows that their captures could have.',
      source: 'docs/measurements/services.md, two backends',
    },
  ],
};
