import type { Ladder, Rung } from '../drawing/ladder.ts';
import { type Lane, type LanePoint, pointAt, pointBelow } from '../drawing/lane.ts';
import type { Style } from '../ui/style.ts';
import { displayWidth, printable } from '../ui/width.ts';

/** What stands beside a rung: cells of a table, of which the last may be left out for want of room. */
export interface LadderNotes {
  /** Column heads, for the taps' names first. */
  readonly head: readonly string[];
  /** Of a tap, without its name. */
  cells(tap: string): readonly string[];
  /** What is on the tap's device: `redirect_peer on tc ingress`. */
  programs(tap: string): readonly string[];
}

const LANE_WIDTH = 3;

/**
 * A ladder in characters: rooms ruled off, a line for each tap with its device, the lanes that packets
 * take (dotted where they pass unseen), and notes. As wide as the style's width at most, if the notes
 * without their last column are.
 */
export function ladderText(
  { rungs, sections }: Ladder,
  lanes: readonly Lane[],
  notes: LadderNotes,
  style: Style,
): string {
  const { colour, line } = style;
  const device = (rung: Rung) => printable(rung.device);
  const deviceWidth = Math.max(...rungs.map((r) => displayWidth(device(r)))) + 2;
  const rows = rungs.map((r) => [printable(r.tap), ...notes.cells(r.tap)]);
  const widths = columnWidths([notes.head, ...rows]);
  const left = 4 + deviceWidth + lanes.length * LANE_WIDTH;
  const isWhole = left + sum(widths) + 2 * (widths.length - 1) <= style.width;
  const columns = isWhole ? widths.length : widths.length - 1;
  const cells = (row: readonly string[]) =>
    row
      .slice(0, columns)
      .map((cell, i) =>
        i === columns - 1 ? cell : cell + ' '.repeat(widths[i]! - displayWidth(cell)),
      )
      .join('  ');
  const across = (point: (lane: Lane) => LanePoint, seen: (lane: Lane) => string, blank: string) =>
    lanes
      .map((lane) => {
        const at = point(lane);
        const glyph = at === 'seen' ? seen(lane) : at === 'unseen' ? line.unseen : blank;
        const painted = at === null ? glyph : paint(lane, style)(glyph);
        return painted + blank.repeat(LANE_WIDTH - 1);
      })
      .join('');
  const dimRule = (text: string) => colour.dim(text);
  const full = Math.min(style.width, left + sum(widths.slice(0, columns)) + 2 * (columns - 1));
  const rule = (name: string, above: number): string => {
    const head = `${dimRule(`  ${line.across} `)}${colour.bold(name)} `;
    const fill = Math.max(0, 4 + deviceWidth - displayWidth(head));
    const crossing = across(
      (lane) => (above < 0 ? null : pointBelow(lane, above)),
      () => line.crossing,
      line.across,
    );
    const rest = Math.max(0, full - left);
    return `${head}${dimRule(line.across.repeat(fill))}${crossing}${dimRule(line.across.repeat(rest))}`;
  };
  const lines: string[] = [' '.repeat(left) + colour.dim(cells(notes.head))];
  for (const { room, first, last } of sections) {
    lines.push(rule(printable(room.name), first - 1));
    for (let i = first; i <= last; i++) {
      const rung = rungs[i]!;
      const through = across(
        (lane) => pointAt(lane, i),
        (lane) => (lane.heads === 'down' ? line.down : line.up),
        ' ',
      );
      lines.push(`    ${device(rung).padEnd(deviceWidth)}${through}${cells(rows[i]!)}`);
      const below = across(
        (lane) => pointBelow(lane, i),
        () => line.along,
        ' ',
      );
      for (const program of notes.programs(rung.tap)) {
        const label = colour.yellow(`${line.corner} ${printable(program)}`);
        lines.push(`${' '.repeat(4 + deviceWidth)}${below}${label}`);
      }
      const gap = rung.next;
      if (gap && gap.kind !== 'inside') {
        const words = gap.through.length > 0 ? `through ${gap.through.join(', ')}` : '';
        const join = gap.kind === 'wire' ? line.wire : ' ';
        lines.push(`     ${dimRule(join)}${' '.repeat(deviceWidth - 2)}${below}${dimRule(words)}`);
      }
    }
  }
  return lines.map((text) => text.trimEnd()).join('\n');
}

function paint({ leg }: Lane, { colour }: Style): (text: string) => string {
  return leg === 'request' ? colour.cyan : colour.magenta;
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
