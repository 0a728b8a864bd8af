import type { Inspection } from '../inspect/inspection.ts';
import { markup } from '../ui/markup.ts';
import { printable } from '../ui/width.ts';
import { inspectionGraph } from './inspection-graph.ts';
import { layOut, type PlacedDevice, type PlacedRoom } from './inspection-svg-layout.ts';
import { type Box, LINE, PAD } from './inspection-svg-size.ts';
import type { PlacedWire } from './inspection-svg-wires.ts';

/** A drawing in one file: nothing in it is fetched or run; light or dark as the reader has it. */
export function inspectionSvg(inspection: Inspection): string {
  const { width, height, rooms, wires } = layOut(inspectionGraph(inspection));
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const title = xmlText(`cni-lab inspect${inspection.lab ? ` ${inspection.lab}` : ''}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${w}" height="${h}"/>`,
    ...rooms.map(roomWalls),
    ...wires.map(line),
    ...rooms.flatMap(({ devices }) => devices.map(deviceBox)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `
svg { --paper: #fff; --ink: #1b1f24; --dim: #57606a; --wall: #8c959f; --pod: #eef6ff; --node: #f6f8fa; --box: #fff; --wire: #0969da }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --dim: #9198a1; --wall: #6e7681; --pod: #12233a; --node: #161b22; --box: #0d1117; --wire: #58a6ff }
}
text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: var(--dim); white-space: pre }
.name, .title { fill: var(--ink); font-weight: 600 }
.paper { fill: var(--paper) }
.room { stroke: var(--wall); stroke-width: 1.5 }
.pod { fill: var(--pod) }
.node { fill: var(--node) }
.device { fill: var(--box); stroke: var(--wall) }
.wire { fill: none; stroke: var(--wire); stroke-linejoin: round }
.pair { stroke-width: 2.5 }
.port { stroke-width: 1.5 }
.below { stroke-width: 1.5; stroke-dasharray: 5 4 }
`;

function roomWalls(placed: PlacedRoom): string {
  const { room, title, label, isPod } = placed;
  return [
    '<g>',
    `<title>${xmlText(room.title)}</title>`,
    `<rect class="room ${isPod ? 'pod' : 'node'}" ${corners(placed)} rx="6"/>`,
    text('title', label.x, label.y, title),
    '</g>',
  ].join('');
}

function deviceBox(placed: PlacedDevice): string {
  const { device, lines, x, y } = placed;
  const shown = lines.map((line, i) =>
    text(i === 0 ? 'name' : 'fact', x + PAD, y + PAD / 2 + i * LINE, line),
  );
  return [
    '<g>',
    `<title>${xmlText([device.name, ...device.lines].join(', '))}</title>`,
    `<rect class="device" ${corners(placed)} rx="3"/>`,
    ...shown,
    '</g>',
  ].join('');
}

/** @param y of the upper edge of its line */
function text(kind: string, x: number, y: number, content: string): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y + LINE - 4)}">${xmlText(content)}</text>`;
}

function line({ wire, points }: PlacedWire): string {
  const path = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
  return `<polyline class="wire ${wire.kind}" points="${path}"/>`;
}

function corners({ x, y, width, height }: Box): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/** As it may stand in an element or in an attribute. */
function xmlText(text: string): string {
  return markup`${printable(text)}`.text;
}
