import type { Family, Topology } from '../topology.ts';
import { pairOf } from './attached-pod.ts';
import { kubeProxyIptables } from './kube-proxy-iptables.ts';
import { GATEWAY, podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { WEB } from './service.ts';

/**
 * Three pods of one node on routed veth pairs, of which pod 1 asks a service, and pods 2 and 3 are
 * behind it: by the rules of kube-proxy in iptables mode, either may get the connection.
 */
export function spreadService(family: Family): Topology {
  const pair = podPair(undefined, ptpPod)(family);
  const third = ptpPod(3, 'node1', GATEWAY[family], family);
  const { node1 } = pair.namespaces;
  const web = { ...WEB[family], others: [third.address] };
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: {
        ...node1!,
        routes: [...node1!.routes, ...third.routes],
        neighbours: [...node1!.neighbours, ...third.neighbours],
        iptables: kubeProxyIptables(family, web),
      },
      [third.name]: third.namespace,
    },
    links: [...pair.links, pairOf(third)],
    services: ['pod2', 'pod3'].map((namespace) => ({ namespace, port: web.port })),
    // whichever is not chosen sees nothing of the probe
    taps: [
      ...pair.taps.map((tap) =>
        tap.name.startsWith('pod2') ? { ...tap, canary: { from: 'node1', to: 'pod2' } } : tap,
      ),
      ...[third.host, third.eth0].map(({ namespace, name }) => ({
        name: `pod3/${namespace === 'pod3' ? name : 'lxc'}`,
        ...{ namespace, device: name, canary: { from: 'node1', to: 'pod3' } },
      })),
    ],
    probe: { from: 'pod1', to: 'pod2', service: web.address },
  };
}
