import { addressOf, type Family, type Topology } from '../topology.ts';
import { kubeProxyIptables } from './kube-proxy-iptables.ts';
import { podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { WEB } from './service.ts';

/** Pod 1 asks a service that it is itself behind, by the rules of kube-proxy in iptables mode. */
export function hairpinPod(family: Family): Topology {
  const pair = podPair(undefined, ptpPod)(family);
  const { node1 } = pair.namespaces;
  const web = { ...WEB[family], backend: addressOf(pair, 'pod1') };
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: { ...node1!, iptables: kubeProxyIptables(family, web) },
    },
    services: [{ namespace: 'pod1', port: web.port }],
    taps: pair.taps.filter((tap) => tap.name.startsWith('pod1')),
    probe: { from: 'pod1', to: 'pod1', service: web.address },
  };
}
