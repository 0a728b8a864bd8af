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

/** Hops and taps lined up by time, leg by leg. Pure. */
export function hopLines(facts: HopFacts): LegLine[] {
  return groupsOf(facts).flatMap(({ probe, hops, seen }) => {
    // stamps of a tap are older by what the tap itself takes, the very first by ten times that
    const start = least(hops.length > 0 ? hops : seen.map(({ sighting }) => sighting));
    return LEGS.map((leg) => ({
      leg,
      probe: probe === null ? null : probe + 1,
      rows: rowsOf(
        hops.filter((hop) => hop.leg === leg),
        seen.filter(({ sighting }) => sighting.leg === leg),
        start,
      ),
    }));
  });
}

interface Group {
  /** Null: all packets together. */
  readonly probe: number | null;
  readonly hops: readonly Hop[];
  readonly seen: readonly Seen[];
}

/** By probe; all together where the kernel has none of the payload that tells them apart: TCP's is elsewhere. */
function groupsOf(facts: HopFacts): Group[] {
  const { hops, observation } = facts;
  const seen = sightings(facts);
  if (hops.some((hop) => hop.probe === null)) return [{ probe: null, hops, seen: once(seen) }];
  return Array.from({ length: observation.probe.count }, (_, probe) => ({
    probe,
    hops: hops.filter((hop) => hop.probe === probe),
    seen: seen.filter(({ sighting }) => sighting.probe === probe),
  }));
}

/** Messages that offloading joined in one frame are one packet. */
function once(seen: readonly Seen[]): Seen[] {
  const keyOf = ({ tap, sighting: { leg, timestampNs } }: Seen) =>
    `${tap.name} ${leg} ${timestampNs}`;
  return [...new Map(seen.map((one) => [keyOf(one), one])).values()];
}

function sightings({ observation, taps }: HopFacts): Seen[] {
  return observation.taps.flatMap(({ tap: name, sightings }) => {
    const tap = taps.find((one) => one.name === name);
    return sightings.flatMap((sighting) =>
      tap && sighting.direction !== null
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
  const beside = besideHops(hops, seen);
  const known = new Set(beside.values());
  const alone = seen
    .filter((one) => !known.has(one))
    .map((one) => tapRow(one, us(one.sighting.timestampNs)));
  const rows = hops.map((hop) => hopRow(hop, beside.get(hop), us));
  // with the stamp of an earlier tap it is the same packet, which was not queued in between
  const stamps = new Map(
    rows.toReversed().flatMap((hop) => (hop.tap ? [[hop.tap.us, hop.us] as const] : [])),
  );
  const at = (row: HopRow | TapRow) =>
    row.kind === 'hop' ? row.us : (stamps.get(row.us!) ?? row.us!);
  return [...rows, ...alone].sort((a, b) => at(a) - at(b));
}

/** The hops that a tap saw, too, each with what it saw. */
function besideHops(hops: readonly Hop[], seen: readonly Seen[]): Map<Hop, Seen> {
  const onDevice = ({ place, device }: Pick<Hop, 'place' | 'device'>) => `${place} ${device}`;
  const free = new Map<string, Set<Hop>>();
  for (const hop of hops) {
    const there = free.get(onDevice(hop));
    if (there) there.add(hop);
    else free.set(onDevice(hop), new Set([hop]));
  }
  const beside = new Map<Hop, Seen>();
  for (const one of seen) {
    const there = free.get(onDevice(one.tap));
    const hop = there && likeliest(there, one.sighting);
    if (!hop) continue;
    there.delete(hop);
    beside.set(hop, one);
  }
  return beside;
}

/** Of the hops on a tap's device the one that it saw: at the likeliest point, nearest in time. */
function likeliest(hops: Iterable<Hop>, { direction, timestampNs }: Seen['sighting']): Hop | null {
  let best: { readonly hop: Hop; readonly rank: number; readonly apart: number } | null = null;
  for (const hop of hops) {
    const rank = isAtTap(hop, direction);
    if (rank === null) continue;
    const apart = Math.abs(Number(hop.timestampNs - timestampNs));
    if (best === null || rank < best.rank || (rank === best.rank && apart < best.apart)) {
      best = { hop, rank, apart };
    }
  }
  return best?.hop ?? null;
}

function hopRow(hop: Hop, seen: Seen | undefined, us: (at: bigint) => number): HopRow {
  const { point, place, device, ifindex, netns, cpu, skb, length, ttl, reason } = hop;
  return {
    ...{ kind: 'hop', us: us(hop.timestampNs), point, place, device, ifindex, netns },
    ...{ cpu, skb, length, ttl, reason, in: hop.in },
    encapsulation: hop.encapsulation.map(({ kind }) => kind),
    isDrop: isDrop(hop),
    tap: seen
      ? {
          ...{ tap: seen.tap.name, direction: seen.sighting.direction },
          us: us(seen.sighting.timestampNs),
        }
      : null,
  };
}

function tapRow({ tap, sighting }: Seen, us: number): TapRow {
  const { direction, ttl, encapsulation } = sighting;
  const kinds = encapsulation.map(({ kind }) => kind);
  return {
    ...{ kind: 'tap', tap: tap.name, place: tap.place, device: tap.device, times: 1 },
    ...{ direction, ttl, encapsulation: kinds, us, fault: null },
  };
}
