import { type Random, shuffled } from './random.ts';
import type { Measure } from './slice.ts';

/** One slice that is to be. */
export interface Turn {
  readonly round: number;
  readonly measure: Measure;
  /** Number of the lab. */
  readonly place: number;
}

/**
 * Rounds of short slices: in each every lab has its turn at every measure, in an order by chance. The turns of one
 * measure follow each other, so that what a machine does beside hits all labs alike, and ratios within a
 * round are of slices that are near in time.
 */
export function schedule(
  rounds: number,
  measures: readonly Measure[],
  places: readonly number[],
  random: Random,
): Turn[] {
  return Array.from({ length: rounds }, (_, round) =>
    shuffled(measures, random).flatMap((measure) =>
      shuffled(places, random).map((place) => ({ round, measure, place })),
    ),
  ).flat();
}
