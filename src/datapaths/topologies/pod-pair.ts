import type { Program } from '../program.ts';
import type { Family, Topology } from '../topology.ts';
import { type Attach, fromPodProgram, pairOf } from './attached-pod.ts';
import { routedPod } from './routed-pod.ts';
import { routerSysctls } from './sysctls.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

/** What pods of node 1 know as their gateway. */
export const GATEWAY = { 4: '10.244.1.1', 6: 'fd00:10:244:1::1' } as const;

/**
 * Two pods on one node, each with a pair whose host side is routed: the pod knows nothing but its
 * gateway, the node has a host route for every pod.
 * @param program what takes the packets that leave a pod, on its host side; without it the node's stack forwards
 */
export function podPair(
  program?: Program['object'],
  attach: Attach = routedPod,
): (family: Family) => Topology {
  return (family) => {
    const pods = [1, 2].map((n) => attach(n, 'node1', GATEWAY[family], family));
    const [one, two] = pods.map((p) => p.host.name) as [string, string];
    return {
      family,
      namespaces: {
        node1: {
          role: 'node',
          sysctls: routerSysctls(family),
          routes: pods.flatMap((p) => p.routes),
          neighbours: pods.flatMap((p) => p.neighbours),
          nftables: TRACK_FORWARDED,
        },
        ...Object.fromEntries(pods.map((p) => [p.name, p.namespace])),
      },
      links: pods.map(pairOf),
      programs: program ? pods.map((p) => fromPodProgram(p, program)) : [],
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [
        { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
        { name: 'pod1/lxc', namespace: 'node1', device: one },
        { name: 'pod2/lxc', namespace: 'node1', device: two },
        { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
      ],
    };
  };
}
