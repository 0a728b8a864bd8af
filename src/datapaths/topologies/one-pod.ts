import type { Family, Topology } from '../topology.ts';
import { withCiliumHost } from './cilium-host.ts';
import { podPair } from './pod-pair.ts';

/**
 * Two containers of pod 1, which are two programs in one network namespace: one asks the other by the
 * pod's own address.
 */
export function onePod(family: Family): Topology {
  const pair = withCiliumHost(podPair('redirect-peer')(family));
  return {
    ...pair,
    services: [{ namespace: 'pod1', port: 8080 }],
    taps: [
      { name: 'pod1/lo', namespace: 'pod1', device: 'lo' },
      ...['pod1/eth0', 'pod1/lxc'].map((name) => ({
        ...pair.taps.find((tap) => tap.name === name)!,
        canary: { from: 'node1', to: 'pod1' },
      })),
    ],
    probe: { from: 'pod1', to: 'pod1' },
  };
}
