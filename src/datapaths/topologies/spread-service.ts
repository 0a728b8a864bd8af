import type { Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { pairOf } from './attached-pod.ts';
import { GATEWAY, podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { type ClusterService, WEB } from './service.ts';

/**
 * Three pods of one node on routed veth pairs, of which pod 1 asks a service, and pods 2 and 3 are
 * behind it: either may get the connection.
 * @param rules what makes the node translate it
 * @param device which bears its address there; without it, none does
 */
export function spreadService(
  rules: (family: Family, web: ClusterService) => Pick<Namespace, 'iptables' | 'nftables' | 'ipvs'>,
  device?: (family: Family) => Link,
): (family: Family) => Topology {
  return (family) => {
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
          ...rules(family, web),
        },
        [third.name]: third.namespace,
      },
      links: [...pair.links, pairOf(third), ...(device ? [device(family)] : [])],
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
  };
}
