import type { ResultDocument } from '../report/run-document.ts';
import { sequencesOf } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe, type SentProbe, type TapCapture } from '../verdict/observe.ts';

/** The probe of a result as it was sent; null where the result does not say what its packets look like. */
export function sentProbe({ replay, probe }: ResultDocument): SentProbe | null {
  if (!replay || !probe) return null;
  const { key, canaries } = replay;
  const sequences = sequencesOf(probe.count);
  return { key, canaries, sequences, answered: probe.answered, complaint: '' };
}

/** What the captures of a result show, as when it was judged. */
export function observedAgain(
  result: ResultDocument,
  captures: readonly TapCapture[],
): Observation | null {
  const sent = sentProbe(result);
  return sent && observe(sent, captures);
}
