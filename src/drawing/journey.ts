import type { Direction } from '../packets/frame.ts';
import type { Leg } from '../verdict/join-key.ts';
import { byProbe, type Observation, type Sighting } from '../verdict/observation.ts';
import { includes, type Signature } from '../verdict/signature.ts';
import { wayOf } from '../verdict/way.ts';

/** One place where a packet is seen on its way. */
export interface Stop {
  readonly tap: string;
  /** Null where a capture does not tell. */
  readonly direction: Direction | null;
}

/** The same, with the packet that was seen. */
export interface Passing extends Stop {
  readonly sighting: Sighting;
}

/** Where a signature says that packet number `probe` (from 0) of a leg is seen, in order. */
export function expectedJourney(signature: Signature, leg: Leg, probe: number): Stop[] {
  return wayOf(signature, leg).flatMap(({ tap, seen }) =>
    seen && includes(seen.which, probe) ? [{ tap, direction: seen.direction }] : [],
  );
}

/** So far a packet that goes round in a loop is followed. */
const MOST_STOPS = 64;

/**
 * Where one probe's packets of a leg were seen, in the order of time. A redirected packet keeps its
 * stamp, and stamps of two machines say nothing about each other: there the way settles the order.
 */
export function seenJourney(
  { taps }: Pick<Observation, 'taps'>,
  signature: Signature,
  leg: Leg,
  probe: number,
): Passing[] {
  const rank = ranking(taps, signature, leg);
  const isOneClock = new Set(taps.map((tap) => tap.clock)).size <= 1;
  return taps
    .flatMap((tap) =>
      (byProbe(tap, leg).get(probe) ?? []).map((sighting) => {
        const { direction } = sighting;
        return { tap: tap.tap, direction, sighting, rank: rank(tap.tap, direction) };
      }),
    )
    .toSorted(
      (a, b) =>
        (isOneClock ? Number(a.sighting.timestampNs - b.sighting.timestampNs) : 0) ||
        a.rank - b.rank,
    )
    .slice(0, MOST_STOPS)
    .map(({ tap, direction, sighting }) => ({ tap, direction, sighting }));
}

/** Where a sighting stands on the way: of the signature's, or along the taps where that has none such. */
function ranking(
  taps: Observation['taps'],
  signature: Signature,
  leg: Leg,
): (tap: string, direction: Direction | null) => number {
  const way = wayOf(signature, leg);
  const known = taps.map(({ tap }) => tap);
  const inOrder = leg === 'request' ? known : known.toReversed();
  return (tap, direction) => {
    const exact = way.findIndex((s) => s.tap === tap && s.seen?.direction === direction);
    if (exact >= 0) return exact;
    const near = way.findIndex((s) => s.tap === tap);
    return near >= 0 ? near : inOrder.indexOf(tap);
  };
}
