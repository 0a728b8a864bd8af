import type { Ladder } from '../../drawing/ladder.ts';

/** Where things stand in a drawing, in its own units (a pixel each, where it is not scaled). */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Middle of each rung. */
  readonly rungs: readonly number[];
  readonly rooms: readonly { readonly top: number; readonly bottom: number }[];
  /** Middle of a lane. */
  lane(number: number): number;
}

const RUNG = 58;
export const PROGRAM = 19;
export const MARGIN = 10;
export const DEVICE_LEFT = 26;
export const DEVICE_WIDTH = 132;
/** Wires run beside what is written. */
export const WIRE_LEFT = DEVICE_LEFT + 14;
export const LABEL_LEFT = DEVICE_LEFT + 30;
const ROOM_HEAD = 30;
const ROOM_FOOT = 12;
const GAP = 30;
const HEAD = 30;
const LANES_LEFT = 214;
const LANE = 74;

/** @param programs how many are on a tap's device */
export function geometryOf(
  { rungs, sections }: Ladder,
  lanes: number,
  programs: (tap: string) => number,
): Geometry {
  const middles: number[] = [];
  const rooms: { top: number; bottom: number }[] = [];
  let y = HEAD;
  for (const { first, last } of sections) {
    const top = y;
    y += ROOM_HEAD;
    for (let i = first; i <= last; i++) {
      middles.push(y + RUNG / 2);
      y += RUNG + programs(rungs[i]!.tap) * PROGRAM;
    }
    y += ROOM_FOOT;
    rooms.push({ top, bottom: y });
    y += GAP;
  }
  return {
    width: LANES_LEFT + lanes * LANE + MARGIN,
    height: rungs.length > 0 ? y - GAP + MARGIN : HEAD,
    ...{ rungs: middles, rooms },
    lane: (number) => LANES_LEFT + number * LANE + LANE / 2,
  };
}
