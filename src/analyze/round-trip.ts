import type { Leg } from '../verdict/join-key.ts';
import type { Sighting } from '../verdict/observation.ts';
import type { FileSightings } from './roles.ts';

/** When one file saw a probe's request, and when its reply: both by one clock. */
export interface RoundTrip {
  readonly request: bigint;
  readonly reply: bigint;
}

/** The round trips that a file saw whole, by probe. */
export function roundTrips({ sightings }: FileSightings): Map<number, RoundTrip> {
  const requests = firsts(sightings, 'request');
  const replies = firsts(sightings, 'reply');
  return new Map(
    [...requests].flatMap(([probe, request]) => {
      const reply = replies.get(probe);
      return reply === undefined ? [] : [[probe, { request, reply }] as const];
    }),
  );
}

function firsts(sightings: readonly Sighting[], leg: Leg): Map<number, bigint> {
  const found = new Map<number, bigint>();
  for (const { probe, leg: own, timestampNs } of sightings) {
    if (own !== leg || probe === null) continue;
    const known = found.get(probe);
    if (known === undefined || timestampNs < known) found.set(probe, timestampNs);
  }
  return found;
}

/**
 * How much longer the round trips took that both saw, in nanoseconds over all of them: whoever is nearer to
 * the asking pod waits longer, whatever its clock says. Null where they share none.
 */
export function longer(a: FileSightings, b: FileSightings): bigint | null {
  const others = roundTrips(b);
  let sum: bigint | null = null;
  for (const [probe, { request, reply }] of roundTrips(a)) {
    const other = others.get(probe);
    if (other) sum = (sum ?? 0n) + (reply - request) - (other.reply - other.request);
  }
  return sum;
}

/** Whether one clock can have stamped both: what is nearer to the asking pod saw requests first, and replies last. */
export function canShareClock(near: FileSightings, far: FileSightings): boolean {
  const others = roundTrips(far);
  return [...roundTrips(near)].every(([probe, { request, reply }]) => {
    const other = others.get(probe);
    return !other || (request <= other.request && other.reply <= reply);
  });
}
