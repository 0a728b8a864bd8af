import type { Check } from './check.ts';
import type { Observation } from './observation.ts';

/** What the sender itself says may leave a verdict open; it never makes one. */
export function checkAnswers({ probe }: Observation, should: 'all' | 'none' = 'all'): Check[] {
  if (probe.answered === null) return [];
  const right = should === 'all' ? probe.answered >= probe.count : probe.answered === 0;
  const complaint = right || !probe.complaint ? '' : ` (${probe.complaint})`;
  return [
    {
      ...{ code: 'not-answered', tap: null, leg: 'reply' },
      ok: right ? true : null,
      expected: should === 'all' ? 'every probe answered' : 'no probe answered',
      seen: `${probe.answered} of ${probe.count}${complaint}`,
    },
  ];
}
