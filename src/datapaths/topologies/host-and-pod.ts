import type { Family, Topology } from '../topology.ts';
import { withCiliumHost } from './cilium-host.ts';
import { podPair } from './pod-pair.ts';

/** Node 1 asks its own pod 1, whose host side has eBPF host routing's program on it. */
export function hostAndPod(family: Family): Topology {
  const pair = withCiliumHost(podPair('redirect-peer')(family));
  return {
    ...pair,
    services: [{ namespace: 'pod1', port: 8080 }],
    taps: [
      { name: 'pod1/lxc', namespace: 'node1', device: 'lxc1' },
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
    ],
    probe: { from: 'node1', to: 'pod1' },
  };
}
