import { partedByLook } from './aspects.ts';
import type { Check } from './check.ts';
import { LEGS } from './join-key.ts';
import { byProbe, groupByProbe, type Observation, ofLeg } from './observation.ts';
import type { Origins } from './origins.ts';
import { includes, looksOf, type Signature } from './signature.ts';
import { wayOf } from './way.ts';

/**
 * A packet cannot be at a later tap of its path before it was at an earlier one. Equal stamps are
 * no contradiction: a redirected packet keeps its stamp (same skb), so the topology settles ties.
 * Stamps that run backwards cast doubt on the captures, not on the datapath.
 */
export function checkOrder(
  observation: Observation,
  signature: Signature,
  origin: Origins,
): Check[] {
  const stops = LEGS.flatMap((leg) => wayOf(signature, leg).map((stop) => ({ ...stop, leg })));
  const path = stops.flatMap(({ tap, leg, look, seen }) => {
    if (!seen) return [];
    const at = observation.taps.find((t) => t.tap === tap);
    const looks = looksOf(signature[tap]![leg]);
    const sightings =
      looks.length > 1
        ? groupByProbe(partedByLook(ofLeg(at, leg), looks, origin)[look]!)
        : byProbe(at, leg);
    const { which, isCopy } = seen;
    return [{ tap, leg, which, isCopy, sightings, clock: at?.clock }];
  });
  for (let probe = 0; probe < observation.probe.count; probe++) {
    // the latest before, by each clock: stamps of two machines say nothing about each other
    const latest = new Map<string | undefined, { at: string; time: bigint }>();
    for (const { tap, leg, which, isCopy, sightings, clock } of path) {
      const sighting = sightings.get(probe)?.[0];
      if (!sighting || !includes(which, probe)) continue;
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
