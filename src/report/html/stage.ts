import type { Rung } from '../../drawing/ladder.ts';
import { type Lane, pointAt, rungsBetween } from '../../drawing/lane.ts';
import { type Content, type Markup, markup } from '../../ui/markup.ts';
import type { Leg } from '../../verdict/join-key.ts';
import { shortened } from '../shortened.ts';
import type { Drawing, Lamp } from './drawing.ts';
import {
  DEVICE_LEFT,
  DEVICE_WIDTH,
  type Geometry,
  LABEL_LEFT,
  MARGIN,
  PROGRAM,
  WIRE_LEFT,
} from './geometry.ts';
import { judged } from './judged.ts';
import { wayPath } from './way-path.ts';

const LAMP = 13;

/**
 * The lab as an SVG: rooms from top to bottom, devices on their left walls, pairs as wires, programs
 * at their hooks, and a lane for each way that packets took, past a lamp for each tap: lit where it saw
 * them, dark where it did not.
 * @param title for those who cannot see it
 * @param style an element that dresses it, where it stands alone
 */
export function stage(drawing: Drawing, title: string, style: Content = null): Markup {
  const { ladder, columns, at } = drawing;
  return markup`<svg class="stage" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${at.width} ${at.height}" width="${at.width}" height="${at.height}" role="group" aria-label="${title}">${style}
${rooms(drawing)}${heads(drawing)}${wires(drawing)}${columns.map(({ lane }, i) => lane && way(lane, i, at))}${ladder.rungs.map((rung, i) => device(rung, i, drawing))}${ladder.rungs.map((rung, i) => lamps(rung, i, drawing))}</svg>`;
}

function rooms({ ladder, at }: Drawing): Markup[] {
  return ladder.sections.map(({ room }, i) => {
    const { top, bottom } = at.rooms[i]!;
    return markup`<g class="room ${room.role}"><rect x="${MARGIN}" y="${top}" width="${at.width - 2 * MARGIN}" height="${bottom - top}" rx="10"/><text x="${LABEL_LEFT}" y="${top + 20}">${room.name}</text></g>
`;
  });
}

function heads({ columns, at }: Drawing): Markup[] {
  return columns.map(({ leg, lane }, i) => {
    const arrow = (lane?.heads ?? (leg === 'request' ? 'down' : 'up')) === 'down' ? '↓' : '↑';
    return markup`<text class="head ${leg}" x="${at.lane(i)}" y="20">${leg} ${arrow}</text>`;
  });
}

/** Between rooms: a pair of devices as one thick wire, anything else dotted, with what lies between. */
function wires({ ladder, at }: Drawing): Markup[] {
  return ladder.rungs.flatMap(({ next }, i) => {
    if (!next || next.kind === 'inside') return [];
    const x = WIRE_LEFT;
    const [from, to] = [at.rungs[i]!, at.rungs[i + 1]!];
    const through = next.through.join(', ');
    const section = ladder.sections.findIndex(({ last }) => last === i);
    const label =
      through &&
      markup`<text class="through" x="${x + 12}" y="${at.rooms[section]!.bottom + 20}">through ${through}</text>`;
    return [
      markup`<path class="wire ${next.kind}" d="M${x} ${from}V${to}"/>${label || null}
`,
    ];
  });
}

function way(lane: Lane, column: number, at: Geometry): Markup {
  const points = lane.stops.map(({ rung }) => ({ x: at.lane(column), y: at.rungs[rung]! }));
  const jumps = (i: number) => rungsBetween(lane.stops[i - 1]!, lane.stops[i]!).length > 0;
  return markup`<path class="way ${lane.leg}" d="${wayPath(points, jumps)}"/>
`;
}

function device(rung: Rung, i: number, drawing: Drawing): Markup {
  const y = drawing.at.rungs[i]!;
  const programs = drawing.programs(rung.tap);
  const kind = rung.kind ? `, ${rung.kind}` : '';
  return markup`<g class="device"><title>${rung.device} in ${rung.room}${kind}: tap ${rung.tap}</title><rect x="${DEVICE_LEFT}" y="${y - 16}" width="${DEVICE_WIDTH}" height="32" rx="6"/><text x="${DEVICE_LEFT + 12}" y="${y + 5}">${shortened(rung.device, 15, '…')}</text></g>${programs.map(
    (program, n) =>
      markup`<g class="program"><title>${program} of ${rung.device}</title><text x="${LABEL_LEFT}" y="${y + 16 + PROGRAM * (n + 0.75)}">⤷ ${shortened(program.replace(/ ingress$/, ''), 22, '…')}</text></g>`,
  )}
`;
}

function lamps(rung: Rung, i: number, drawing: Drawing): Markup[] {
  const { columns, at } = drawing;
  return columns.flatMap(({ leg, lane }, column) => {
    const point = lane && pointAt(lane, i);
    const lamp = drawing.lamp(rung.tap, leg);
    const isSeen = point === 'seen';
    // a tap that saw nothing of a leg has one dark lamp, where a lane passes it
    if (!isSeen && (lamp.seen > 0 || column !== darkColumn(drawing, leg, i))) return [];
    return [drawn(lamp, leg, isSeen, `${column}-${i}`, at.lane(column), at.rungs[i]!)];
  });
}

function darkColumn({ columns }: Drawing, leg: Leg, rung: number): number {
  const passing = columns.findIndex(
    (column) => column.leg === leg && column.lane && pointAt(column.lane, rung) === 'unseen',
  );
  return passing >= 0 ? passing : columns.findIndex((column) => column.leg === leg);
}

function drawn(lamp: Lamp, leg: string, isSeen: boolean, id: string, x: number, y: number): Markup {
  const { state, mark } = judged(lamp.ok);
  const shown = lamp.ok === false ? mark : isSeen ? lamp.text : '';
  return markup`<g class="lamp ${leg} ${isSeen ? 'lit' : 'dark'} ${state}" data-lamp="${id}" tabindex="0" role="img" aria-label="${lamp.words}"><title>${lamp.words}</title><circle cx="${x}" cy="${y}" r="${LAMP}"/><text x="${x}" y="${y + 4.5}">${shown}</text></g>
`;
}
