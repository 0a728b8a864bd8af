import type { DrawnDevice, DrawnNode, DrawnWire } from './inspection-graph.ts';
import { type Box, GAP, LANE } from './inspection-svg-size.ts';

type Point = readonly [x: number, y: number];

export interface PlacedWire {
  readonly wire: DrawnWire;
  readonly points: readonly Point[];
}

type Row = DrawnDevice['layer'];

/** From top to bottom. */
const ROWS: readonly Row[] = ['pod', 'host', 'middle', 'wire'];

/** The wires of one node, by the rows that they connect. */
export class NodeWires {
  readonly wires: readonly DrawnWire[];
  readonly #rows: ReadonlyMap<string, number>;

  constructor({ room, pods }: DrawnNode, wires: readonly DrawnWire[]) {
    this.wires = wires;
    const inPods = pods.flatMap((pod) => pod.devices.map(({ id }) => [id, 0] as const));
    const inRoom = room.devices.map(({ id, layer }) => [id, ROWS.indexOf(layer)] as const);
    this.#rows = new Map([...inPods, ...inRoom]);
  }

  /** How much room wires take below a row: each device that they lead to has a height of its own. */
  gapBelow(row: Row, least: number): number {
    const levels = this.#levels(ROWS.indexOf(row)).length;
    return levels === 0 ? least : 2 * GAP + (levels + 1) * LANE;
  }

  /** How much room those take that pass a row, beside all boxes. */
  get lanesWidth(): number {
    const count = this.wires.filter(
      (wire) => this.#span(wire).down - this.#span(wire).up > 1,
    ).length;
    return count === 0 ? 0 : (count + 1) * LANE;
  }

  /**
   * @param boxes where the devices stand, by id
   * @param bottoms of the rows
   * @param laneStart x from where on there are no boxes any more
   */
  route(
    boxes: ReadonlyMap<string, Box>,
    bottoms: Readonly<Record<Row, number>>,
    laneStart: number,
  ): PlacedWire[] {
    let lane = laneStart;
    const levelBelow = (row: number, to: string) =>
      bottoms[ROWS[row]!] + GAP + (this.#levels(row).indexOf(to) + 1) * LANE;
    return this.wires.flatMap((wire) => {
      const { up, down, upper, lower } = this.#span(wire);
      const [a, b] = [boxes.get(upper), boxes.get(lower)];
      if (!a || !b) return [];
      const start = bottomOf(a);
      const y = levelBelow(up, wire.to);
      if (down - up <= 1) {
        const end: Point = up === down ? bottomOf(b) : [centre(b), b.y];
        return { wire, points: [start, [start[0], y], [end[0], y], end] };
      }
      lane += LANE;
      const y2 = levelBelow(down - 1, wire.to);
      const end: Point = [centre(b), b.y];
      const aside: Point[] = [
        [start[0], y],
        [lane, y],
        [lane, y2],
        [end[0], y2],
      ];
      return { wire, points: [start, ...aside, end] };
    });
  }

  /** The devices that wires which run sideways below this row lead to. */
  #levels(row: number): string[] {
    const passing = this.wires.filter((wire) => {
      const { up, down } = this.#span(wire);
      return up === row || (down === row + 1 && down > up);
    });
    return [...new Set(passing.map(({ to }) => to))];
  }

  #span({ from, to }: DrawnWire) {
    const [a, b] = [this.#rows.get(from) ?? 0, this.#rows.get(to) ?? 0];
    return a <= b
      ? { up: a, down: b, upper: from, lower: to }
      : { up: b, down: a, upper: to, lower: from };
  }
}

/** Between nodes: out by the lower wall of one, past the left side of all, in by the lower wall of the other. */
export function routeAcross(
  wires: readonly DrawnWire[],
  places: ReadonlyMap<string, { readonly box: Box; readonly room: Box }>,
  left: number,
): PlacedWire[] {
  return wires.flatMap((wire, i) => {
    const [a, b] = [places.get(wire.from), places.get(wire.to)];
    if (!a || !b) return [];
    const x = left - GAP - i * LANE;
    const below = ({ room }: typeof a) => room.y + room.height + GAP / 2 + i * LANE;
    const way = (one: typeof a): Point[] => [
      bottomOf(one.box),
      [centre(one.box), below(one)],
      [x, below(one)],
    ];
    return { wire, points: [...way(a), ...way(b).toReversed()] };
  });
}

function bottomOf(box: Box): Point {
  return [centre(box), box.y + box.height];
}

function centre({ x, width }: Box): number {
  return x + width / 2;
}
