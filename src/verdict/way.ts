import type { Leg } from './join-key.ts';
import { Kept } from './kept.ts';
import { looksOf, type Seen, type Signature } from './signature.ts';

/** One look of a leg's packets at one tap; null where the tap must see none of them. */
export interface Stop {
  readonly tap: string;
  /** Which of the tap's looks, from 0. */
  readonly look: number;
  readonly seen: Seen | null;
}

/** Where a leg starts: the first stop of its way that sees it, or, where none must, the first. */
export function startOf(signature: Signature, leg: Leg): Stop | undefined {
  const way = wayOf(signature, leg);
  return way.find((stop) => stop.seen !== null) ?? way[0];
}

/**
 * The way of a leg from its sender on: along the taps for requests, against them for replies, but
 * for what says its place itself. Kept: a run is held against the whole catalogue, with many questions each.
 */
export function wayOf(signature: Signature, leg: Leg): readonly Stop[] {
  return WAYS.of(signature, leg, () => workedOut(signature, leg));
}

const WAYS = new Kept<Signature, Leg, readonly Stop[]>();

function workedOut(signature: Signature, leg: Leg): Stop[] {
  const taps = Object.keys(signature);
  const path = leg === 'request' ? taps : taps.toReversed();
  return path
    .flatMap((tap, place) => {
      const looks = looksOf(signature[tap]![leg]);
      const seen = looks.length > 0 ? looks : [null];
      return seen.map((one, look) => ({ tap, look, seen: one, hop: one?.hop ?? place }));
    })
    .toSorted((a, b) => a.hop - b.hop)
    .map(({ tap, look, seen }) => ({ tap, look, seen }));
}
