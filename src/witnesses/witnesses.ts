import type { Lab, Tap } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { type Flow, type OnTheWay, trackedFlows } from './conntrack.ts';
import { countedSince } from './counters.ts';
import type { DropWatch } from './drops.ts';
import { attachedPrograms } from './programs.ts';
import { translations } from './translations.ts';

/**
 * Asks all witnesses. To be called after the probe and before the captures are drained, so that no
 * counter has seen more than they have.
 * @param before the taps as they were when the captures were live and nothing had been sent
 * @param watch what was told to watch for drops before the probe
 */
export async function askWitnesses(
  lab: Lab,
  before: readonly Tap[],
  flow: Flow & OnTheWay,
  watch: DropWatch | null = null,
): Promise<Evidence> {
  const [after, programs, conntrack, kubeProxy, routes, drops, translated] = await Promise.all([
    lab.taps(),
    lab.programs ? lab.programs(before) : attachedPrograms(lab, before),
    trackedFlows(lab, flow),
    lab.kubeProxy?.() ?? null,
    lab.routes?.() ?? null,
    watch?.read() ?? null,
    lab.topology.probe?.service === undefined ? null : translations(lab, flow),
  ]);
  const counters = countedSince(before, after);
  const told = { programs, conntrack, kubeProxy, routes, drops, translations: translated };
  return { counters, ...told, cni: lab.cni ?? null };
}
