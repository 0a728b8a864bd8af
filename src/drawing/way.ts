import { byLeg, LEGS, type Leg } from '../verdict/join-key.ts';
import type { Signature } from '../verdict/signature.ts';
import { expectedJourney, type Stop } from './journey.ts';
import type { Ladder } from './ladder.ts';
import { type Lane, lanesOf } from './lane.ts';

/** Where the packets of one probe are seen, there and back. */
export type Way = Readonly<Record<Leg, readonly Stop[]>>;

/** The ways that a signature expects: of the first probe, and of the rest. */
export function expectedWays(signature: Signature): [Way, Way] {
  const ofProbe = (probe: number) => byLeg((leg) => expectedJourney(signature, leg, probe));
  return [ofProbe(0), ofProbe(1)];
}

/** The lanes of ways, one after the other: those of requests first. */
export function lanesOfWays(ladder: Ladder, ways: readonly Way[]): Lane[] {
  return LEGS.flatMap((leg) => ways.flatMap((way) => lanesOf(ladder, leg, way[leg])));
}

/** More would leave no room for what stands beside them. */
const MOST = 8;

/** The same, each lane once. */
export function distinctLanes(ladder: Ladder, ways: readonly Way[]): Lane[] {
  const lanes = lanesOfWays(ladder, ways).map((lane) => [JSON.stringify(lane), lane] as const);
  return [...new Map(lanes).values()].slice(0, MOST);
}
