import type { Family, Namespace, Topology } from '../topology.ts';
import { podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { WEB } from './service.ts';

/**
 * Two pods of one node on routed veth pairs, of which pod 1 asks a service, and pod 2 is behind it.
 * @param rules what makes the node translate it
 */
export function servicePair(
  rules: (family: Family) => Pick<Namespace, 'iptables' | 'nftables'>,
): (family: Family) => Topology {
  return (family) => {
    const pair = podPair(undefined, ptpPod)(family);
    const { node1 } = pair.namespaces;
    return {
      ...pair,
      namespaces: { ...pair.namespaces, node1: { ...node1!, ...rules(family) } },
      probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
    };
  };
}
