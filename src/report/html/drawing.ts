import type { DrawnLab } from '../../drawing/drawn-lab.ts';
import { type Ladder, ladderOf } from '../../drawing/ladder.ts';
import type { Lane } from '../../drawing/lane.ts';
import { distinctLanes } from '../../drawing/way.ts';
import { programsAt } from '../../verdict/evidence.ts';
import { LEGS, type Leg } from '../../verdict/join-key.ts';
import { directionWords } from '../leg-words.ts';
import type { Replay } from '../replay.ts';
import type { LegDocument, ResultDocument } from '../run-document.ts';
import { type Geometry, geometryOf } from './geometry.ts';

/** A lab with everything in its place. */
export interface Drawing {
  readonly ladder: Ladder;
  /** Side by side, from the left: at least one for each leg, without a lane where nothing of it was seen. */
  readonly columns: readonly { readonly leg: Leg; readonly lane: Lane | null }[];
  readonly at: Geometry;
  /** What a tap saw of a leg. */
  lamp(tap: string, leg: Leg): Lamp;
  programs(tap: string): readonly string[];
}

export interface Lamp {
  readonly seen: number;
  /** What stands in it where it is lit. */
  readonly text: string;
  readonly ok: boolean | null;
  /** `pod1/lxc, reply: none seen, as expected: replies jump past it` */
  readonly words: string;
}

export function drawingOf(result: ResultDocument, replay: Replay): Drawing {
  return laidOut(replay, (tap, leg) => {
    const known = result.taps.find((t) => t.tap === tap);
    if (!known) return { seen: 0, text: '', ok: null, words: `${tap} was not captured` };
    return lampOf(tap, leg, known[leg], known.why);
  });
}

/** Puts everything in its place: the lanes of requests, then those of replies. */
export function laidOut(
  { scene, ways, programs: known }: DrawnLab,
  lamp: Drawing['lamp'],
): Drawing {
  const ladder = ladderOf(scene);
  const lanes = distinctLanes(ladder, ways);
  const programs = (tap: string) => programsAt(known, tap);
  const columns = LEGS.flatMap((leg): Drawing['columns'][number][] => {
    const own = lanes.filter((lane) => lane.leg === leg);
    return own.length > 0 ? own.map((lane) => ({ leg, lane })) : [{ leg, lane: null }];
  });
  const at = geometryOf(ladder, columns.length, (tap) => programs(tap).length);
  return { ladder, columns, at, lamp, programs };
}

function lampOf(tap: string, leg: Leg, of: LegDocument, why: string | undefined): Lamp {
  const way = directionWords(of);
  const seen = of.seen === 0 ? 'none seen' : `${of.seen} of ${of.of} seen${way && `, ${way}`}`;
  const judged =
    of.expected === null
      ? 'of which nothing is expected'
      : of.ok === true
        ? 'as expected'
        : of.ok === false
          ? `but expected ${of.expected}`
          : 'which proves nothing';
  const because = why ? `: ${why}` : '';
  return {
    seen: of.seen,
    text: `${of.seen}`,
    ok: of.ok,
    words: `${tap}, ${leg}: ${seen}, ${judged}${because}`,
  };
}
