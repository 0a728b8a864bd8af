import type { LegDocument } from './run-document.ts';

/** What a tap saw of a leg: `3 of 3 in and out`, `3 of 3`, `none`. */
export function legWords(leg: LegDocument): string {
  if (leg.seen === 0) return 'none';
  return [`${leg.seen} of ${leg.of}`, directionWords(leg)].filter(Boolean).join(' ');
}

/** Which way it went there: `in`, `in and out`; nothing where a capture does not tell. */
export function directionWords({ direction }: LegDocument): string {
  return direction === 'both' ? 'in and out' : (direction ?? '');
}
