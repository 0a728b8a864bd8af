import type { Lab, Tap } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { type Flow, type OnTheWay, trackedFlows } from './conntrack.ts';
import { countedSince } from './counters.ts';
import { attachedPrograms } from './programs.ts';

/**
 * Asks all witnesses. To be called after the probe and before the captures are drained, so that no
 * counter has seen more than they have.
 * @param before the taps as they were when the captures were live and nothing had been sent
 */
export async function askWitnesses(
  lab: Lab,
  before: readonly Tap[],
  flow: Flow & OnTheWay,
): Promise<Evidence> {
  const [after, programs, conntrack, kubeProxy, routes] = await Promise.all([
    lab.taps(),
    lab.programs ? lab.programs(before) : attachedPrograms(lab, before),
    trackedFlows(lab, flow),
    lab.kubeProxy?.() ?? null,
    lab.routes?.() ?? null,
  ]);
  const { cni = null } = lab;
  return { counters: countedSince(before, after), programs, conntrack, kubeProxy, cni, routes };
}
