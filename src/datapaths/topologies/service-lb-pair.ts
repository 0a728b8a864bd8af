import type { Family, Topology } from '../topology.ts';
import { podPair } from './pod-pair.ts';
import { WEB } from './service.ts';

/**
 * Two pods of one node with eBPF host routing, of which pod 1 asks a service, and pod 2 is behind it.
 * The programs on the pods' host sides know it, and translate each packet that leaves a pod.
 */
export function serviceLbPair(family: Family): Topology {
  return {
    ...podPair('service-lb')(family),
    probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
  };
}
