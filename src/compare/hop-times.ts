import { seenJourney } from '../drawing/journey.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import type { Signature } from '../verdict/signature.ts';

/** How long packets took between two taps that saw them one after the other, in nanoseconds. */
export interface HopTime extends Spread {
  readonly leg: Leg;
  /** `pod1/eth0 out` */
  readonly from: string;
  readonly to: string;
}

export interface LegTime {
  readonly leg: Leg;
  /** Taps that saw each packet of the leg: the median. */
  readonly stops: number;
  /** From the first tap to the last, in nanoseconds; null where none saw two, or they have no clock in common. */
  readonly whole: Spread | null;
  readonly hops: readonly HopTime[];
}

/** Times between taps, over all probes. Stamps of two machines are not compared. */
export function hopTimes(observation: Observation, signature: Signature): LegTime[] {
  const clocks = new Map(observation.taps.map(({ tap, clock }) => [tap, clock]));
  return LEGS.map((leg): LegTime => {
    const hops = new Map<string, { from: string; to: string; times: number[] }>();
    const whole: number[] = [];
    const stops: number[] = [];
    for (let probe = 0; probe < observation.probe.count; probe++) {
      const journey = seenJourney(observation, signature, leg, probe);
      if (journey.length > 0) stops.push(journey.length);
      for (const [i, stop] of journey.entries()) {
        const before = journey[i - 1];
        if (!before || clocks.get(before.tap) !== clocks.get(stop.tap)) continue;
        const [from, to] = [before, stop].map(named) as [string, string];
        const hop = hops.get(`${from} ${to}`) ?? { from, to, times: [] };
        hops.set(`${from} ${to}`, hop);
        hop.times.push(between(before.sighting.timestampNs, stop.sighting.timestampNs));
      }
      const [first, last] = [journey[0], journey.at(-1)];
      if (first && last && first !== last && clocks.get(first.tap) === clocks.get(last.tap)) {
        whole.push(between(first.sighting.timestampNs, last.sighting.timestampNs));
      }
    }
    return {
      ...{ leg, stops: stops.length > 0 ? spreadOf(stops).median : 0 },
      whole: whole.length > 0 ? spreadOf(whole) : null,
      hops: [...hops.values()].map(({ from, to, times }) => ({
        ...{ leg, from, to },
        ...spreadOf(times),
      })),
    };
  });
}

function named({ tap, direction }: { tap: string; direction: string | null }): string {
  return direction === null ? tap : `${tap} ${direction}`;
}

function between(before: bigint, after: bigint): number {
  return Number(after - before);
}
