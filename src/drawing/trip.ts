import { LEGS } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import type { Signature } from '../verdict/signature.ts';
import { type Passing, seenJourney } from './journey.ts';
import type { Ladder } from './ladder.ts';
import { type Lane, lanesOf, rungsBetween } from './lane.ts';

/** What one probe's packets did: the lanes of its request, then those of its reply, and every stop in order. */
export interface Trip {
  /** From 1. */
  readonly probe: number;
  readonly lanes: readonly Lane[];
  readonly steps: readonly TripStep[];
}

export interface TripStep extends Passing {
  /** By number. */
  readonly lane: number;
  readonly rung: number;
}

export function tripOf(
  ladder: Ladder,
  observation: Observation,
  signature: Signature,
  probe: number,
): Trip {
  const legs = LEGS.map((leg) => {
    const known = seenJourney(observation, signature, leg, probe - 1).filter(({ tap }) =>
      ladder.rungs.some((rung) => rung.tap === tap),
    );
    return { passings: known, lanes: lanesOf(ladder, leg, known) };
  });
  const lanes = legs.flatMap((leg) => leg.lanes);
  const passings = legs.flatMap((leg) => leg.passings);
  // a lane's stops are its leg's passings, in the same order
  const steps = lanes
    .flatMap((lane, number) => lane.stops.map(({ rung }) => ({ lane: number, rung })))
    .map((at, i) => ({ ...passings[i]!, ...at }));
  return { probe, lanes, steps };
}

/** Rungs that a step jumped past on its lane, from the top: the packet was not seen there. */
export function passedUnseen({ steps }: Trip, index: number): number[] {
  const [before, step] = [steps[index - 1], steps[index]!];
  return before?.lane === step.lane ? rungsBetween(before, step) : [];
}
