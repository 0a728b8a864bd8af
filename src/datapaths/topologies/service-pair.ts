import type { Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { WEB } from './service.ts';

/**
 * Two pods of one node on routed veth pairs, of which pod 1 asks a service, and pod 2 is behind it.
 * @param rules what makes the node translate it
 * @param device which bears its address there; without it, none does
 */
export function servicePair(
  rules: (family: Family) => Pick<Namespace, 'iptables' | 'nftables' | 'ipvs'>,
  device?: (family: Family) => Link,
): (family: Family) => Topology {
  return (family) => {
    const pair = podPair(undefined, ptpPod)(family);
    const { node1 } = pair.namespaces;
    const links = device ? [...pair.links, device(family)] : pair.links;
    return {
      ...{ ...pair, links },
      namespaces: { ...pair.namespaces, node1: { ...node1!, ...rules(family) } },
      probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
    };
  };
}
