import type { Lab, Tap } from '../labs/lab.ts';
import type { ProbeFlow } from '../probes/send-probe.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { trackedAmong } from '../witnesses/conntrack.ts';
import { countedSince } from '../witnesses/counters.ts';
import { attachedPrograms } from '../witnesses/programs.ts';
import { byName, type PairLab, tapsOf } from './pair-lab.ts';

/**
 * What the witnesses say of each pair; each is asked once for all. To be called when all probes were sent, and
 * before the captures are drained.
 * @param before the whole lab's taps before anything was sent
 * @param flows of each pair's probe
 */
export async function pairEvidence(
  whole: Lab,
  pairs: readonly PairLab[],
  before: readonly Tap[],
  flows: readonly ProbeFlow[],
): Promise<Evidence[]> {
  const [after, programs, conntrack] = await Promise.all([
    whole.taps(),
    attachedPrograms(whole, before),
    trackedAmong(whole, flows),
  ]);
  const [then, now] = [byName(before), byName(after)];
  const attached = new Map(programs.map((one) => [one.tap, one.attached]));
  return pairs.map(({ taps }, i) => ({
    counters: countedSince(tapsOf(taps, then), tapsOf(taps, now)),
    programs: taps.map(({ role, name }) => ({ tap: role, attached: attached.get(name)! })),
    conntrack: conntrack[i]!,
    cni: null,
  }));
}
