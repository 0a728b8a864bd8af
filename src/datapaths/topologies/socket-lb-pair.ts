import type { Family, Topology } from '../topology.ts';
import { podPair } from './pod-pair.ts';
import { WEB } from './service.ts';

/**
 * Two pods of one node with eBPF host routing, of which pod 1 asks a service, and pod 2 is behind it.
 * Its address is on no device and in no rule: a program on pod 1's sockets knows it.
 */
export function socketLbPair(family: Family): Topology {
  return {
    ...podPair('redirect-peer')(family),
    socketPrograms: [{ namespace: 'pod1', hooks: [`connect${family}`], object: 'socket-lb' }],
    probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
  };
}
