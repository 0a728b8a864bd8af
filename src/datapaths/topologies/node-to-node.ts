import type { Family, Topology } from '../topology.ts';
import { nodePair } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { silentHostSides } from './silent-host-sides.ts';

/** Two nodes, each with a pod whose host side sees nothing of it: one node asks the other. */
export function nodeToNode(family: Family): Topology {
  const pair = nodePair(undefined, ptpPod)(family);
  return {
    ...pair,
    services: [{ namespace: 'node2', port: 8080 }],
    taps: silentHostSides({
      ...pair,
      taps: ['node1/eth0', 'pod1/lxc', 'pod2/lxc', 'node2/eth0'].map(
        (name) => pair.taps.find((tap) => tap.name === name)!,
      ),
    }).taps,
    probe: { from: 'node1', to: 'node2' },
  };
}
