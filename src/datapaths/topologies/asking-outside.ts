import type { Family, Topology } from '../topology.ts';

/** Pod 1 asks the host at the other end of the node's wire, in place of pod 2. */
export function askingOutside(pair: (family: Family) => Topology): (family: Family) => Topology {
  return (family) => {
    const topology = pair(family);
    return {
      ...topology,
      services: [{ namespace: 'outside', port: 8080 }],
      taps: topology.taps.flatMap(({ canary: _, ...tap }) =>
        tap.namespace === 'pod2' ? [] : [tap],
      ),
      probe: { from: 'pod1', to: 'outside' },
    };
  };
}
