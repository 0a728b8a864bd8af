import type { Inspection } from '../inspect/inspection.ts';
import { printable } from '../ui/width.ts';
import {
  type DrawnDevice,
  type DrawnWire,
  inspectionGraph,
  type Room,
  roomsOf,
} from './inspection-graph.ts';

/** A flowchart for Mermaid: namespaces are subgraphs, devices nodes, what connects them edges. */
export function inspectionMermaid(inspection: Inspection): string {
  const { nodes, wires } = inspectionGraph(inspection);
  const rooms = roomsOf(nodes);
  return ['flowchart TB', ...rooms.flatMap(subgraph), ...wires.map(edge), ''].join('\n');
}

function subgraph({ id, title, devices }: Room): string[] {
  return [`  subgraph ${id} [${quoted([title])}]`, ...devices.map(box), '  end'];
}

function box({ id, name, lines }: DrawnDevice): string {
  return `    ${id}[${quoted([name, ...lines])}]`;
}

const LINE: Readonly<Record<DrawnWire['kind'], string>> = {
  pair: '===',
  port: '---',
  below: '-.-',
};

function edge({ from, to, kind }: DrawnWire): string {
  return `  ${from} ${LINE[kind]} ${to}`;
}

/** All that may mean something to Mermaid, Markdown or HTML is written by its number. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    printable(line).replaceAll(/[^A-Za-z0-9 ./_]/gu, (c) => `#${c.codePointAt(0)};`),
  );
  return `"${escaped.join('<br/>')}"`;
}
