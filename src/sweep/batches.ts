import type { Round } from './pair.ts';

/** How much may be held at a time. */
export interface BatchLimits {
  readonly framesPerPair: number;
  /** Frames of all captures together. */
  readonly frames: number;
  /** Every frame of a tap is held against every pair that its node was in: rounds squared. */
  readonly rounds: number;
}

export const BATCH_LIMITS: Omit<BatchLimits, 'framesPerPair'> = { frames: 200_000, rounds: 24 };

/**
 * Rounds after which the captures are drained, judged and forgotten: as many as memory allows, for
 * each drain asks every capture once. Pure.
 */
export function batches(rounds: readonly Round[], limits: BatchLimits): Round[][] {
  const pairs = Math.max(1, ...rounds.map((round) => round.length));
  const fit = Math.floor(limits.frames / (pairs * limits.framesPerPair));
  const size = Math.max(1, Math.min(limits.rounds, fit));
  return Array.from({ length: Math.ceil(rounds.length / size) }, (_, i) =>
    rounds.slice(i * size, (i + 1) * size),
  );
}
