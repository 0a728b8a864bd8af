import { LEGS } from '../verdict/join-key.ts';
import { byProbe, type Observation, type TapObservation } from '../verdict/observation.ts';
import { type Bounds, boundsOf, type Walk } from './clock-bounds.ts';

/** Taps that one clock stamped, and how far that is ahead of the first one. */
export interface Clock {
  readonly taps: readonly string[];
  readonly ahead: Bounds;
}

/** What the packets say of the clocks that stamped them. */
export interface Clocks {
  /**
   * `one` will do; they are `apart`; `drifting`, more apart at one time than at another; `contradicted`:
   * no clocks explain the stamps.
   */
  readonly are: 'one' | 'apart' | 'drifting' | 'contradicted';
  /** The first is what the others are compared with. Where one will do, how far two could be apart. */
  readonly clocks: readonly Clock[];
  /** How many requests with their replies that rests on. */
  readonly pairs: number;
}

/** Where every request comes by, in this order, and every reply in the other, whatever the datapath. */
const WAY = [
  ...['pod1/eth0', 'pod1/lxc', 'node1/eth0'],
  ...['node2/eth0', 'pod2/lxc', 'pod2/eth0'],
];

/**
 * How far apart the clocks are that stamped the taps' packets, reckoned as NTP does: a packet is at the next
 * tap of its way after it was at the last, so a request says how far one clock can be ahead of the other at
 * most, and its reply how far at least. The fewest clocks that do: one; one for each side of the way; one
 * for each tap. Pure.
 */
export function clocksOf(observation: Observation): Clocks {
  const taps = WAY.flatMap((name) => observation.taps.find(({ tap }) => tap === name) ?? []);
  const names = taps.map(({ tap }) => tap);
  const walks = walksOf(taps, observation.probe.count);
  const pairs = walks.filter(({ isReturned }) => isReturned).length;
  const steps = walks.map((walk) => walk.steps);
  const sides = [names.filter(isNear), names.filter((name) => !isNear(name))];
  const parted = sides.filter((side) => side.length > 0);
  // on one side alone nothing says which end asks
  if (parted.length < 2) return { are: 'one', clocks: [], pairs };
  for (const groups of [[names], parted, names.map((name) => [name])]) {
    const bounds = boundsOf(groups, steps);
    if (bounds === null) continue;
    if (groups.length > 1) return { are: 'apart', clocks: clocks(groups, bounds), pairs };
    return { are: 'one', clocks: clocks(parted, boundsOf(parted, steps)!), pairs };
  }
  const drifts = steps.every((walk) => boundsOf(parted, [walk]) !== null);
  const are = drifts ? 'drifting' : 'contradicted';
  return { are, clocks: clocks(parted, []), pairs };
}

function clocks(groups: readonly (readonly string[])[], bounds: readonly Bounds[]): Clock[] {
  return groups.map((taps, i) => ({ taps, ahead: bounds[i] ?? { least: null, most: null } }));
}

function isNear(tap: string): boolean {
  return sideOf(tap) === '1';
}

/** Pods and nodes are numbered by side; null of what stands elsewhere. */
function sideOf(tap: string): string | null {
  return /^(?:pod|node)([12])\//.exec(tap)?.[1] ?? null;
}

/** Of each probe the taps at which it was seen once, in the order in which it came by. */
function walksOf(taps: readonly TapObservation[], count: number) {
  return Array.from({ length: count }, (_, probe) => {
    const ofLegs = LEGS.map((leg): Walk => {
      const way = leg === 'request' ? taps : taps.toReversed();
      return way.flatMap((tap) => {
        const [first, ...more] = byProbe(tap, leg).get(probe) ?? [];
        return first && more.length === 0 ? [{ tap: tap.tap, timestampNs: first.timestampNs }] : [];
      });
    });
    return { steps: ofLegs.flat(), isReturned: ofLegs.every((walk) => walk.length > 0) };
  });
}

/**
 * The same with all stamps as the first clock would have them, so that the order of packets can be judged;
 * where that cannot be, those of different clocks are not compared.
 */
export function byOneClock(observation: Observation, { are, clocks }: Clocks): Observation {
  if (are === 'one' || are === 'contradicted') return observation;
  const taps = observation.taps.map((tap): TapObservation => {
    const own = clocks.find((clock) => isBy(clock, tap.tap));
    // nothing is known of the clocks of other places
    if (!own || are === 'drifting') return { ...tap, clock: own?.taps[0] ?? tap.tap };
    const lead = estimate(own.ahead);
    const sightings = tap.sightings.map((s) => ({ ...s, timestampNs: s.timestampNs - lead }));
    return lead === 0n ? tap : { ...tap, sightings };
  });
  return { ...observation, taps };
}

/** Whether the clock stamped this tap's packets: where it stamped several taps', those of its whole side. */
function isBy({ taps }: Clock, tap: string): boolean {
  return taps.includes(tap) || (taps.length > 1 && taps.some((own) => sideOf(own) === sideOf(tap)));
}

/** Half-way between the bounds; where there is one alone, that. */
export function estimate({ least, most }: Bounds): bigint {
  if (least !== null && most !== null) return (least + most) >> 1n;
  return least ?? most ?? 0n;
}
