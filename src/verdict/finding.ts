import type { Check, CheckCode } from './check.ts';
import type { Leg } from './join-key.ts';
import { meaningOf } from './meaning.ts';

/** What a reader must know of a check that did not come out as expected. */
export interface Finding {
  readonly code: CheckCode;
  /** A contradiction fails the datapath; a doubt leaves the verdict open. */
  readonly weight: 'contradiction' | 'doubt';
  readonly tap: string | null;
  readonly leg: Leg | null;
  readonly expected: string;
  readonly seen: string;
  readonly meaning: string;
}

/** What tells most comes first: packets where none should be, and none where they should be. */
const TELLING: readonly CheckCode[] = ['unexpected', 'missing'];

/** Contradictions first, the telling ones before the rest, each in the order of the path. */
export function findingsOf(checks: readonly Check[]): Finding[] {
  const rank = (check: Check) => (check.ok === null ? 2 : TELLING.includes(check.code) ? 0 : 1);
  const bad = checks.filter((check, i) => check.ok !== true && !isRepeated(check, i, checks));
  return bad
    .sort((a, b) => rank(a) - rank(b))
    .map((check) => ({
      code: check.code,
      weight: check.ok === false ? 'contradiction' : 'doubt',
      tap: check.tap,
      leg: check.leg,
      expected: check.expected,
      seen: check.seen,
      meaning: meaningOf(check),
    }));
}

/** What was not sent is missing everywhere; it is said once. */
function isRepeated(check: Check, index: number, checks: readonly Check[]): boolean {
  return check.code === 'not-sent' && checks.findIndex((c) => c.code === 'not-sent') < index;
}
