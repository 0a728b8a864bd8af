import type { Family, Topology } from '../topology.ts';
import { withCiliumHost } from './cilium-host.ts';
import { podPair } from './pod-pair.ts';

/** The flagship's two pods, with a policy on pod 1 in place of its way out. The node still reaches pod 2. */
export function deniedPair(family: Family): Topology {
  const pair = withCiliumHost(podPair('redirect-peer')(family));
  const canary = { from: 'node1', to: 'pod2' };
  return {
    ...pair,
    programs: pair.programs.map((p) =>
      p.device === 'lxc1' ? { ...p, object: 'policy-drop' as const } : p,
    ),
    taps: pair.taps.map((tap) => (tap.name.startsWith('pod2') ? { ...tap, canary } : tap)),
  };
}
