import type { Ladder } from '../drawing/ladder.ts';
import { type Lane, lanesOf } from '../drawing/lane.ts';
import { LEGS } from '../verdict/join-key.ts';
import type { SeenWay } from './replay.ts';

/** More would leave no room for what stands beside them. */
const MOST = 8;

/** The lanes of all ways that were seen, each once: requests first. */
export function distinctLanes(ladder: Ladder, ways: readonly SeenWay[]): Lane[] {
  const lanes = LEGS.flatMap((leg) => ways.flatMap((way) => lanesOf(ladder, leg, way[leg])));
  return [...new Map(lanes.map((lane) => [JSON.stringify(lane), lane])).values()].slice(0, MOST);
}
