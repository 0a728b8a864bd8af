import type { Check } from './check.ts';
import type { Leg } from './join-key.ts';
import { byProbe, type Observation } from './observation.ts';
import { includes, type Signature } from './signature.ts';

/**
 * A packet cannot be at a later tap of its path before it was at an earlier one. Equal stamps are
 * no contradiction: a redirected packet keeps its stamp (same skb), so the topology settles ties.
 * Stamps that run backwards cast doubt on the captures, not on the datapath.
 */
export function checkOrder(observation: Observation, signature: Signature): Check[] {
  const path = roundTrip(signature).map(({ tap, leg }) => {
    const seen = observation.taps.find((t) => t.tap === tap);
    return { tap, leg, sightings: byProbe(seen, leg), clock: seen?.clock };
  });
  for (let probe = 0; probe < observation.probe.count; probe++) {
    // the latest before, by each clock: stamps of two machines say nothing about each other
    const latest = new Map<string | undefined, { at: string; time: bigint }>();
    for (const { tap, leg, sightings, clock } of path) {
      const expectation = signature[tap]![leg];
      const sighting = sightings.get(probe)?.[0];
      if (!sighting || !includes(expectation.which, probe)) continue;
      const before = latest.get(clock);
      if (before && sighting.timestampNs < before.time) {
        const early = `probe ${probe + 1} is ${before.time - sighting.timestampNs} ns early`;
        const expected = `after ${before.at}`;
        return [{ code: 'order', tap, leg, ok: null, expected, seen: early }];
      }
      latest.set(clock, { at: `${leg} at ${tap}`, time: sighting.timestampNs });
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

function roundTrip(signature: Signature): { tap: string; leg: Leg }[] {
  const taps = Object.keys(signature);
  return [
    ...taps.map((tap) => ({ tap, leg: 'request' as const })),
    ...taps.toReversed().map((tap) => ({ tap, leg: 'reply' as const })),
  ];
}
