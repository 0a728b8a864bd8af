import type { Ladder, Rung, Section } from '../drawing/ladder.ts';
import { type Lane, type LanePoint, pointAt, pointBelow } from '../drawing/lane.ts';
import type { Style } from '../ui/style.ts';
import { displayWidth, padded, printable } from '../ui/width.ts';
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
const INDENT = ' '.repeat(4);

/** What there is room for, and what is drawn in every line. */
interface Canvas {
  readonly style: Style;
  readonly lanes: readonly Lane[];
  /** Columns of the devices' names. */
  readonly devices: number;
  /** Columns that are left for notes, and those that they take. */
  readonly room: number;
  readonly notes: number;
}

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
  const devices = Math.max(...rungs.map(({ device }) => displayWidth(printable(device)))) + 2;
  const left = INDENT.length + devices + lanes.length * LANE_WIDTH;
  const rows = rungs.map(({ tap }) => [printable(tap), ...notes.cells(tap)]);
  const columns = noteColumns([notes.head, ...rows], style.width - left);
  const room = Math.max(0, style.width - left);
  const canvas = { style, lanes, devices, room, notes: Math.min(columns.width, room) };
  const lines = sections.flatMap((section) => [
    rule(section, canvas),
    ...rungs.slice(section.first, section.last + 1).flatMap((rung, i) => {
      const number = section.first + i;
      return rungLines(rung, number, columns.row(rows[number]!), notes.programs(rung.tap), canvas);
    }),
  ]);
  const head = ' '.repeat(left) + style.colour.dim(columns.row(notes.head));
  return [head, ...lines].map((text) => text.trimEnd()).join('\n');
}

/** The head of a room, which lanes from above cross. */
function rule({ room, first }: Section, canvas: Canvas): string {
  const { devices, notes, style } = canvas;
  const { colour, line } = style;
  const ruled = (columns: number) => colour.dim(line.across.repeat(Math.max(0, columns)));
  const head = `${colour.dim(`  ${line.across} `)}${colour.bold(printable(room.name))} `;
  const crossing = across(
    canvas,
    (lane) => (first === 0 ? null : pointBelow(lane, first - 1)),
    () => line.crossing,
    line.across,
  );
  return `${head}${ruled(INDENT.length + devices - displayWidth(head))}${crossing}${ruled(notes)}`;
}

/** A tap, the programs on its device, and what is between it and the next. */
function rungLines(
  { device, next }: Rung,
  number: number,
  note: string,
  programs: readonly string[],
  canvas: Canvas,
): string[] {
  const { devices, room, style } = canvas;
  const { colour, line } = style;
  const at = across(
    canvas,
    (lane) => pointAt(lane, number),
    ({ heads }) => (heads === 'down' ? line.down : line.up),
  );
  const below = across(
    canvas,
    (lane) => pointBelow(lane, number),
    () => line.along,
  );
  const lines = [`${INDENT}${padded(printable(device), devices)}${at}${note}`];
  for (const program of programs) {
    const label = `${line.corner} ${printable(program)}`;
    const shown = displayWidth(label) <= room ? label : label.replace(/ on .*/, '');
    lines.push(`${INDENT}${' '.repeat(devices)}${below}${colour.yellow(shown)}`);
  }
  if (next && next.kind !== 'inside') {
    const words = next.through.length > 0 ? `through ${next.through.join(', ')}` : '';
    const join = next.kind === 'wire' ? line.wire : ' ';
    const wire = `${INDENT} ${colour.dim(join)}${' '.repeat(devices - 2)}`;
    lines.push(`${wire}${below}${colour.dim(words)}`);
  }
  return lines;
}

/** All lanes in one line. @param seen what a lane is where its packet is seen */
function across(
  { lanes, style }: Canvas,
  point: (lane: Lane) => LanePoint,
  seen: (lane: Lane) => string,
  blank = ' ',
): string {
  return lanes
    .map((lane) => {
      const at = point(lane);
      const glyph = at === 'seen' ? seen(lane) : at === 'unseen' ? style.line.unseen : blank;
      const painted = at === null ? glyph : paint(lane, style)(glyph);
      return painted + blank.repeat(LANE_WIDTH - 1);
    })
    .join('');
}

function paint({ leg }: Lane, { colour }: Style): (text: string) => string {
  return leg === 'request' ? colour.cyan : colour.magenta;
}
