import type { Quartiles } from './quartiles.ts';

/** One line of a bench: what ran took so many times what ran beside it. */
export interface Measured {
  readonly name: string;
  readonly ratio: Quartiles;
}

export interface Change {
  readonly name: string;
  /** Told where the middle halves of both do not meet. */
  readonly change: 'slower' | 'faster' | 'no difference to be told' | 'new';
  /** Of the medians, now to then; null if there is none of then. */
  readonly ratio: number | null;
}

/** A bench beside an earlier one, by the ratios of each: times alone are the machine's, and of another day. */
export function against(now: readonly Measured[], then: readonly Measured[]): Change[] {
  const before = new Map(then.map((result) => [result.name, result.ratio]));
  return now.map(({ name, ratio }) => {
    const old = before.get(name);
    if (!old) return { name, change: 'new', ratio: null };
    return { name, change: changeOf(ratio, old), ratio: ratio.median / old.median };
  });
}

function changeOf(ratio: Quartiles, old: Quartiles): Change['change'] {
  if (ratio.q1 > old.q3) return 'slower';
  if (ratio.q3 < old.q1) return 'faster';
  return 'no difference to be told';
}
