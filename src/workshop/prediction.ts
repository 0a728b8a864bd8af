import type { TapDocument } from '../report/run-document.ts';

/** What somebody thinks that a tap will see of the probe; and what it saw. */
export type Prediction = 'both' | 'requests' | 'replies' | 'nothing';

/** By the key that says it. */
export const PREDICTION_KEYS: Readonly<Record<string, Prediction>> = {
  ...{ b: 'both', q: 'requests', r: 'replies', n: 'nothing' },
};

export const PREDICTION_WORDS: Readonly<Record<Prediction, string>> = {
  ...{ both: 'both', requests: 'requests only', replies: 'replies only', nothing: 'nothing' },
};

export function seenBy({ request, reply }: Pick<TapDocument, 'request' | 'reply'>): Prediction {
  if (request.seen > 0) return reply.seen > 0 ? 'both' : 'requests';
  return reply.seen > 0 ? 'replies' : 'nothing';
}

/** Right answers, of so many. */
export interface Score {
  readonly right: number;
  readonly of: number;
}

export const NO_SCORE: Score = { right: 0, of: 0 };

export function added(one: Score, other: Score): Score {
  return { right: one.right + other.right, of: one.of + other.of };
}
