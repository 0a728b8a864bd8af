import type { Ladder, Rung } from '../drawing/ladder.ts';
import { type Lane, type LanePoint, pointAt, pointBelow } from '../drawing/lane.ts';
import type { Style } from '../ui/style.ts';
import { displayWidth, printable } from '../ui/width.ts';
import { noteColumns } from './note-columns.ts';

/** What stands beside a rung: cells of a table, of which the last, and the taps' names, may be left out for want of room. */
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
 * take (dotted where they pass unseen), and as much of the notes as the style's width has room for.
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
  const left = 4 + deviceWidth + lanes.length * LANE_WIDTH;
  const columns = noteColumns([notes.head, ...rows], style.width - left);
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
  const rule = (name: string, above: number): string => {
    const head = `${dimRule(`  ${line.across} `)}${colour.bold(name)} `;
    const fill = Math.max(0, 4 + deviceWidth - displayWidth(head));
    const crossing = across(
      (lane) => (above < 0 ? null : pointBelow(lane, above)),
      () => line.crossing,
      line.across,
    );
    const rest = Math.max(0, Math.min(columns.width, style.width - left));
    return `${head}${dimRule(line.across.repeat(fill))}${crossing}${dimRule(line.across.repeat(rest))}`;
  };
  const lines: string[] = [' '.repeat(left) + colour.dim(columns.row(notes.head))];
  for (const { room, first, last } of sections) {
    lines.push(rule(printable(room.name), first - 1));
    for (let i = first; i <= last; i++) {
      const rung = rungs[i]!;
      const through = across(
        (lane) => pointAt(lane, i),
        (lane) => (lane.heads === 'down' ? line.down : line.up),
        ' ',
      );
      lines.push(`    ${device(rung).padEnd(deviceWidth)}${through}${columns.row(rows[i]!)}`);
      const below = across(
        (lane) => pointBelow(lane, i),
        () => line.along,
        ' ',
      );
      for (const program of notes.programs(rung.tap)) {
        const label = `${line.corner} ${printable(program)}`;
        const room = Math.max(0, style.width - left);
        const shown = displayWidth(label) <= room ? label : label.replace(/ on .*/, '');
        lines.push(`${' '.repeat(4 + deviceWidth)}${below}${colour.yellow(shown)}`);
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
