import type { Family, Topology } from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { GATEWAY } from './pod-pair.ts';
import { routerSysctls } from './sysctls.ts';

/** Two pods of one node on one Linux bridge, as docker0 and cni0 are: frames are switched, not routed. */
export function bridgedPair(family: Family): Topology {
  const pods = [1, 2].map((n) => bridgedPod(n, 'node1', GATEWAY[family], family));
  const [{ bridge }] = pods as [(typeof pods)[0]];
  return {
    family,
    namespaces: {
      node1: { role: 'node', sysctls: routerSysctls(family), routes: [], neighbours: [] },
      ...Object.fromEntries(pods.map((p) => [p.name, p.namespace])),
    },
    links: [
      { kind: 'device', type: 'bridge', device: bridge! },
      ...pods.map((p) => ({ kind: 'veth' as const, ends: [p.host, p.eth0] as const })),
    ],
    programs: [],
    services: [{ namespace: 'pod2', port: 8080 }],
    taps: [
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
      { name: 'pod1/lxc', namespace: 'node1', device: 'veth1' },
      {
        name: 'node1/cni0',
        namespace: 'node1',
        device: 'cni0',
        canary: { from: 'node1', to: 'pod1' },
      },
      { name: 'pod2/lxc', namespace: 'node1', device: 'veth2' },
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
