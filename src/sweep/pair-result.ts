import type { Pair } from './pair.ts';

export type PairVerdict = 'pass' | 'fail' | 'inconclusive' | 'skipped';

/** What is known of one pair. */
export interface PairResult extends Pair {
  readonly verdict: PairVerdict;
  /** The datapath that it was held against; null where none was. */
  readonly datapath: string | null;
  /** Why it did not pass; empty if it did. */
  readonly reason: string;
}
