import { addressOf, devices, type Family, type Topology } from '../topology.ts';
import { uplinkedPair } from './uplinked-pair.ts';

/**
 * Two pods on macvlan devices in private mode. Neither could find out the other's MAC address, so each
 * is told: else no probe would ever be sent. The host on the wire still reaches both.
 */
export function secludedPair(family: Family): Topology {
  const pair = uplinkedPair({ type: 'macvlan', options: 'mode private' })(family);
  const knowing = (pod: 'pod1' | 'pod2', other: 'pod1' | 'pod2') => {
    const { mac } = devices(pair).find((d) => d.namespace === other)!;
    const neighbour = { address: addressOf(pair, other), mac, device: 'eth0' };
    return { [pod]: { ...pair.namespaces[pod]!, neighbours: [neighbour] } };
  };
  return {
    ...pair,
    namespaces: { ...pair.namespaces, ...knowing('pod1', 'pod2'), ...knowing('pod2', 'pod1') },
    taps: pair.taps.map(({ canary: _, ...tap }) =>
      tap.namespace === 'pod2' ? { ...tap, canary: { from: 'outside', to: 'pod2' } } : tap,
    ),
  };
}
