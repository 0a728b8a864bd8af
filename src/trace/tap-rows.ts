import type { Leg } from '../verdict/join-key.ts';
import type { Observation, Sighting, TapObservation } from '../verdict/observation.ts';
import { type Path, positionOfTap } from './path.ts';
import type { Placed, TapRow } from './row.ts';

/** What every tap saw of one leg; a row that says so where it saw nothing. Pure. */
export function tapRows(
  { taps }: Observation,
  leg: Leg,
  path: Path,
  { isOurs, clockOf }: { isOurs: (of: Sighting) => boolean; clockOf: (tap: string) => string },
): Placed<TapRow>[] {
  const starts = new Map<string, bigint>();
  for (const { tap, sightings } of taps) {
    for (const { timestampNs } of sightings.filter(isOurs)) {
      const start = starts.get(clockOf(tap));
      if (start === undefined || timestampNs < start) starts.set(clockOf(tap), timestampNs);
    }
  }
  return taps.flatMap((tap) => {
    const position = positionOfTap(tap.tap, path);
    const seen = tap.sightings.filter((sighting) => sighting.leg === leg && isOurs(sighting));
    const start = starts.get(clockOf(tap.tap));
    return groups(seen, tap, start).map((row) => ({ position, row }));
  });
}

/** One row for sightings that differ in nothing that is shown. */
function groups(
  seen: readonly Sighting[],
  { tap, device, fault }: TapObservation,
  start: bigint | undefined,
): TapRow[] {
  const rows = new Map<string, TapRow>();
  for (const { direction, ttl, encapsulation, timestampNs } of seen) {
    const kinds = encapsulation.map(({ kind }) => kind);
    const key = `${direction} ${ttl} ${kinds}`;
    const same = rows.get(key);
    const us = start === undefined ? null : Number(timestampNs - start) / 1000;
    rows.set(key, {
      ...{ kind: 'tap', tap, device, times: (same?.times ?? 0) + 1 },
      ...{ direction, ttl, encapsulation: kinds, us: same ? same.us : us, fault },
    });
  }
  if (rows.size > 0) return [...rows.values()];
  const none = { direction: null, ttl: null, encapsulation: [], us: null } as const;
  return [{ kind: 'tap', tap, device, times: 0, ...none, fault }];
}
