import type { Check } from './check.ts';
import type { Leg } from './join-key.ts';
import { byProbe, type Observation } from './observation.ts';
import { type Expectation, includes, type Signature } from './signature.ts';

/**
 * A packet cannot be at a later tap of its path before it was at an earlier one. Equal stamps are
 * no contradiction: a redirected packet keeps its stamp (same skb), so the topology settles ties.
 * Stamps that run backwards cast doubt on the captures, not on the datapath.
 */
export function checkOrder(observation: Observation, signature: Signature): Check[] {
  const path = roundTrip(signature).map((hop) => {
    const seen = observation.taps.find((t) => t.tap === hop.tap);
    return { ...hop, sightings: byProbe(seen, hop.leg), clock: seen?.clock };
  });
  for (let probe = 0; probe < observation.probe.count; probe++) {
    // the latest before, by each clock: stamps of two machines say nothing about each other
    const latest = new Map<string | undefined, { at: string; time: bigint }>();
    for (const { tap, leg, isCopy, sightings, clock } of path) {
      const expectation = signature[tap]![leg];
      const sighting = sightings.get(probe)?.[0];
      if (!sighting || !includes(expectation.which, probe)) continue;
      const before = latest.get(clock);
      if (before && sighting.timestampNs < before.time) {
        const early = `probe ${probe + 1} is ${before.time - sighting.timestampNs} ns early`;
        const expected = `after ${before.at}`;
        return [{ code: 'order', tap, leg, ok: null, expected, seen: early }];
      }
      if (!isCopy) latest.set(clock, { at: `${leg} at ${tap}`, time: sighting.timestampNs });
    }
  }
  return [
    {
      code: 'order',
      tap: null,
      leg: null,
      ok: true,
      expected: 'along the path',
      seen: 'along the path',
    },
  ];
}

interface Hop {
  readonly tap: string;
  readonly leg: Leg;
  /** When it is here says nothing about what goes on. */
  readonly isCopy: boolean;
}

/** The way there, and back. */
export function roundTrip(signature: Signature): Hop[] {
  const there = stretches(signature);
  const hops = (taps: readonly string[], leg: Leg): Hop[] =>
    taps.map((tap) => ({ tap, leg, isCopy: isCopy(signature[tap]![leg]) }));
  return [
    ...there.flatMap((taps) => hops(taps, 'request')),
    ...there.toReversed().flatMap((taps) => hops(taps, 'reply')),
  ];
}

/**
 * The taps in parts whose order the way back turns round. Where both legs pass devices in the same
 * direction, they are on a way that all frames go in the same order: out to a switch and back.
 */
function stretches(signature: Signature): string[][] {
  const found: string[][] = [];
  let before: Legs | undefined;
  for (const [tap, legs] of Object.entries(signature)) {
    if (before && isLoop(before) && isLoop(legs)) found.at(-1)!.push(tap);
    else found.push([tap]);
    before = legs;
  }
  return found;
}

type Legs = Signature[string];

/** Whether both legs pass a device in the same direction. */
function isLoop({ request, reply }: Legs): boolean {
  return (
    request.which !== 'none' && reply.which !== 'none' && request.direction === reply.direction
  );
}

function isCopy(expectation: Expectation): boolean {
  return expectation.which !== 'none' && expectation.isCopy === true;
}
