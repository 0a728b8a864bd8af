import type { Check } from './check.ts';
import type { Evidence, WitnessExpectation } from './evidence.ts';
import type { Trips } from './trips.ts';

/**
 * Did the kernel put each packet on a CPU's queue as often as this datapath has it? Where nobody traced,
 * or the kernel cannot say, or the datapath says nothing of it, there is no question. Pure.
 */
export function checkRescheduling(
  { trace }: Evidence,
  { rescheduled: expected }: WitnessExpectation,
): Check[] {
  if (!trace?.trips || expected === undefined) return [];
  return trace.trips
    .filter(({ trips }) => trips > 0)
    .map((leg) => ({
      ...{ code: 'rescheduling', tap: null, leg: leg.leg },
      // not as often for each of them: some were lost, split or joined on the way
      ok: leg.rescheduled % leg.trips === 0 ? leg.rescheduled === expected * leg.trips : null,
      expected: perTrip(expected),
      seen: rescheduledWords(leg),
    }));
}

/** `request: 1 rescheduling point per trip` */
export function rescheduledWords({ trips, rescheduled }: Trips): string {
  if (rescheduled % trips === 0) return perTrip(rescheduled / trips);
  return `${rescheduled} rescheduling points in ${trips} trips`;
}

function perTrip(count: number): string {
  return `${count} rescheduling ${count === 1 ? 'point' : 'points'} per trip`;
}
