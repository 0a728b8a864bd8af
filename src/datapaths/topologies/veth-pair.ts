import type { Family, Topology } from '../topology.ts';
import { segmentPod } from './segment-pod.ts';
import { podSysctls } from './sysctls.ts';

/** Two pods with one veth pair between them, an end in each: the node has no device but lo. */
export function vethPair(family: Family): Topology {
  const [one, two] = [segmentPod(1, family), segmentPod(2, family)];
  return {
    family,
    namespaces: {
      node1: { role: 'node', sysctls: podSysctls(family), routes: [], neighbours: [] },
      ...{ pod1: one.namespace, pod2: two.namespace },
    },
    links: [{ kind: 'veth', ends: [one.eth0, two.eth0] }],
    programs: [],
    services: [{ namespace: 'pod2', port: 8080 }],
    taps: [
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
      {
        ...{ name: 'node1/lo', namespace: 'node1', device: 'lo' },
        canary: { from: 'node1', to: 'node1', device: 'lo' },
      },
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
