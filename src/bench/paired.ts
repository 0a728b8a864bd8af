import { type Spread, spreadOf } from '../spread.ts';
import type { Metric } from './metric.ts';

/** By round; null where a slice gave none. */
export type Values = readonly (number | null)[];

/**
 * Fewer rounds tell nothing: where nothing differs, both quartiles of 20 ratios lie on the same side of 1 by chance
 * in 3 of 100 cases, those of 10 in 14, those of 4 in 41 (simulated, 40 000 times each).
 */
export const LEAST_ROUNDS = 20;

export const CONCLUSIONS = ['faster', 'slower', 'not told apart', 'too few rounds'] as const;

/** Whether a datapath is faster or slower than the baseline; the last two name no winner. */
export type Conclusion = (typeof CONCLUSIONS)[number];

/** Of each round the ratio to the baseline in the same round; null where either has no value. */
export function pairedRatios(values: Values, baseline: Values): Values {
  return values.map((value, round) => {
    const by = baseline[round] ?? null;
    return value === null || by === null ? null : value / by;
  });
}

/** All of them count, however far out. */
export function spreadOfValues(values: Values): Spread | null {
  const there = values.filter((value) => value !== null);
  return there.length > 0 ? spreadOf(there) : null;
}

/**
 * How far two labs of the same datapath are apart, as a factor of 1 or more: by which of its quartiles is further
 * from 1. It works both ways, for either lab may be the odd one.
 * @param again the ratio of the baseline's second lab to its first
 */
export function noiseFactor({ lower, upper }: Spread): number {
  return Math.max(lower, 1 / lower, upper, 1 / upper);
}

/**
 * Names a winner only where both quartiles lie on one side of 1, and outside of the noise.
 * @param noise a factor; null where it was not measured, which names none
 */
export function concluded(
  { count, lower, upper }: Spread,
  better: Metric['better'],
  noise: number | null,
): Conclusion {
  if (count < LEAST_ROUNDS) return 'too few rounds';
  if (noise === null) return 'not told apart';
  const isLess = upper < 1 / noise;
  const isMore = lower > noise;
  if (!isLess && !isMore) return 'not told apart';
  return isLess === (better === 'less') ? 'faster' : 'slower';
}
