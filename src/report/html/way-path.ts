/** A point of a drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const BULGE = 30;

/**
 * An SVG path along points of one lane, straight where the packet is seen at both ends, and in an arc
 * round what it passes unseen. @param jumps whether anything lies between a point and the one before
 */
export function wayPath(points: readonly Point[], jumps: (index: number) => boolean): string {
  return points
    .map(({ x, y }, i) => {
      const before = points[i - 1];
      if (!before) return `M${x} ${y}`;
      return hop(before, { x, y }, jumps(i));
    })
    .join('');
}

/** The same for one hop, by itself. */
export function hopPath(from: Point, to: Point, jumps: boolean): string {
  return `M${from.x} ${from.y}${hop(from, to, jumps)}`;
}

function hop(from: Point, to: Point, jumps: boolean): string {
  if (from.x !== to.x) {
    const middle = (from.x + to.x) / 2;
    return `C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
  }
  if (!jumps) return `L${to.x} ${to.y}`;
  const bend = from.x + BULGE * (4 / 3);
  const third = (to.y - from.y) / 4;
  return `C${bend} ${from.y + third} ${bend} ${to.y - third} ${to.x} ${to.y}`;
}
