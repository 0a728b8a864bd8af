import type { Tap } from '../labs/lab.ts';
import type { Direction } from '../packets/frame.ts';
import type { Hop } from '../verdict/hop.ts';
import { LEGS } from '../verdict/join-key.ts';
import type { Observation, Sighting } from '../verdict/observation.ts';
import { isAtTap, isDrop } from './hop-point.ts';
import type { HopRow, TapRow } from './row.ts';
import type { LegLine } from './time-line.ts';

export interface HopFacts {
  readonly observation: Observation;
  readonly hops: readonly Hop[];
  /** Where the observation's taps are. */
  readonly taps: readonly Pick<Tap, 'name' | 'place' | 'device'>[];
}

interface Seen {
  readonly tap: Pick<Tap, 'name' | 'place' | 'device'>;
  readonly sighting: Sighting & { readonly direction: Direction };
}

/** Hops and taps lined up by time, leg by leg; packets without a number come last, all together. Pure. */
export function hopLines(facts: HopFacts): LegLine[] {
  const { observation, hops } = facts;
  const { count } = observation.probe;
  const isNumberless = hops.some(({ probe }) => probe === null);
  const probes = [...Array.from({ length: count }, (_, i) => i), ...(isNumberless ? [null] : [])];
  return probes.flatMap((probe) => {
    const own = hops.filter((hop) => hop.probe === probe);
    const seen = sightings(facts, probe);
    const start = least([...own, ...seen.map(({ sighting }) => sighting)]);
    return LEGS.map((leg) => ({
      leg,
      probe: probe === null ? null : probe + 1,
      rows: rowsOf(
        own.filter((hop) => hop.leg === leg),
        seen.filter(({ sighting }) => sighting.leg === leg),
        start,
      ),
    }));
  });
}

function sightings({ observation, taps }: HopFacts, probe: number | null): Seen[] {
  return observation.taps.flatMap(({ tap: name, sightings }) => {
    const tap = taps.find((one) => one.name === name);
    return sightings.flatMap((sighting) =>
      tap && sighting.probe === probe && sighting.direction !== null
        ? [{ tap, sighting: { ...sighting, direction: sighting.direction } }]
        : [],
    );
  });
}

function least(stamped: readonly { readonly timestampNs: bigint }[]): bigint {
  return (
    stamped.reduce<bigint | null>(
      (first, { timestampNs: at }) => (first === null || at < first ? at : first),
      null,
    ) ?? 0n
  );
}

function rowsOf(hops: readonly Hop[], seen: readonly Seen[], start: bigint) {
  const us = (at: bigint) => Number(at - start) / 1000;
  const beside = new Map<Hop, Seen>();
  const alone: TapRow[] = [];
  for (const one of seen) {
    const hop = likeliest(
      hops.filter((h) => !beside.has(h)),
      one,
    );
    if (hop) beside.set(hop, one);
    else alone.push(tapRow(one, us(one.sighting.timestampNs)));
  }
  const rows = hops.map((hop): HopRow => {
    const { point, place, device, ifindex, netns, cpu, skb, length, ttl, reason } = hop;
    const found = beside.get(hop);
    return {
      ...{ kind: 'hop', us: us(hop.timestampNs), point, place, device, ifindex, netns },
      ...{ cpu, skb, length, ttl, reason, in: hop.in },
      encapsulation: hop.encapsulation.map(({ kind }) => kind),
      isDrop: isDrop(hop),
      tap: found
        ? {
            ...{ tap: found.tap.name, direction: found.sighting.direction },
            us: us(found.sighting.timestampNs),
          }
        : null,
    };
  });
  return [...rows, ...alone].sort((a, b) => a.us! - b.us!);
}

/** The hop that a tap saw, too: on the same device, at the likeliest point, nearest in time. */
function likeliest(hops: readonly Hop[], { tap, sighting }: Seen): Hop | null {
  const fitting = hops.flatMap((hop) => {
    const rank = isAtTap(hop, sighting.direction);
    const isThere = hop.place === tap.place && hop.device === tap.device;
    return rank !== null && isThere ? [{ hop, rank }] : [];
  });
  const apart = ({ timestampNs }: Hop) => Math.abs(Number(timestampNs - sighting.timestampNs));
  const [best] = fitting.sort((a, b) => a.rank - b.rank || apart(a.hop) - apart(b.hop));
  return best?.hop ?? null;
}

function tapRow({ tap, sighting }: Seen, us: number): TapRow {
  const { direction, ttl, encapsulation } = sighting;
  const kinds = encapsulation.map(({ kind }) => kind);
  return {
    ...{ kind: 'tap', tap: tap.name, device: tap.device, times: 1, direction, ttl },
    ...{ encapsulation: kinds, us, fault: null },
  };
}
