import type { Leg } from '../verdict/join-key.ts';
import type { Stop } from './journey.ts';
import type { Ladder } from './ladder.ts';

/**
 * A part of a packet's way that leads down the ladder, or up. A way that turns, as at a switch that
 * reflects, has several: they are drawn side by side.
 */
export interface Lane {
  readonly leg: Leg;
  readonly heads: 'down' | 'up';
  /** Where the packet is seen, in its order: rungs by number. */
  readonly stops: readonly LaneStop[];
  /** It goes on in the next lane. */
  readonly turns: boolean;
}

export interface LaneStop extends Stop {
  readonly rung: number;
}

/** What a lane is at a rung: the packet is seen there, passes unseen, or does not come there. */
export type LanePoint = 'seen' | 'unseen' | null;

/** The lanes of a leg's journey; stops at taps that the ladder has not are left out. */
export function lanesOf({ rungs }: Ladder, leg: Leg, journey: readonly Stop[]): Lane[] {
  const parts: { heads: Lane['heads'] | null; stops: LaneStop[] }[] = [];
  for (const { tap, direction } of journey) {
    const rung = rungs.findIndex((one) => one.tap === tap);
    if (rung < 0) continue;
    const stop = { tap, direction, rung };
    const part = parts.at(-1);
    const from = part?.stops.at(-1)?.rung;
    const heads = from === undefined || from === rung ? null : rung > from ? 'down' : 'up';
    if (part && heads !== null && (part.heads ?? heads) === heads) {
      part.heads = heads;
      part.stops.push(stop);
    } else {
      parts.push({ heads: null, stops: [stop] });
    }
  }
  const usual = leg === 'request' ? 'down' : 'up';
  return parts.map(({ heads, stops }, i) => ({
    ...{ leg, heads: heads ?? usual, stops },
    turns: i < parts.length - 1,
  }));
}

export function pointAt({ stops }: Lane, rung: number): LanePoint {
  if (stops.some((stop) => stop.rung === rung)) return 'seen';
  const { top, bottom } = reach(stops);
  return rung > top && rung < bottom ? 'unseen' : null;
}

/** What a lane is between a rung and the next: `unseen` where the packet jumps past one of the two. */
export function pointBelow(lane: Lane, rung: number): LanePoint {
  const { top, bottom } = reach(lane.stops);
  if (rung < top || rung >= bottom) return null;
  const ends = [pointAt(lane, rung), pointAt(lane, rung + 1)];
  return ends.includes('unseen') ? 'unseen' : 'seen';
}

/** Rungs between two stops, from the top: those that the packet passes unseen. */
export function rungsBetween(one: Pick<LaneStop, 'rung'>, other: Pick<LaneStop, 'rung'>): number[] {
  const [low, high] = [Math.min(one.rung, other.rung), Math.max(one.rung, other.rung)];
  return Array.from({ length: Math.max(0, high - low - 1) }, (_, i) => low + 1 + i);
}

function reach(stops: readonly LaneStop[]): { top: number; bottom: number } {
  const rungs = stops.map(({ rung }) => rung);
  return { top: Math.min(...rungs), bottom: Math.max(...rungs) };
}
