import type { Inspection } from '../inspect/inspection.ts';
import { printable } from '../ui/width.ts';
import {
  type DrawnDevice,
  type DrawnWire,
  inspectionGraph,
  type Room,
  roomsOf,
} from './inspection-graph.ts';

/** For Graphviz: namespaces are clusters, devices nodes, what connects them edges. */
export function inspectionDot(inspection: Inspection): string {
  const { nodes, wires } = inspectionGraph(inspection);
  const rooms = roomsOf(nodes);
  return [
    'graph "cni-lab" {',
    '  node [shape=box, fontname="monospace", fontsize=10];',
    '  graph [fontname="monospace", fontsize=12, style=rounded];',
    ...rooms.flatMap(cluster),
    ...wires.map(edge),
    '}',
    '',
  ].join('\n');
}

function cluster({ id, title, devices }: Room): string[] {
  return [
    `  subgraph "cluster_${id}" {`,
    `    label=${quoted([title])};`,
    // a cluster without a node would not be drawn
    ...(devices.length === 0 ? [`    "${id}_empty" [style=invis, label=""];`] : []),
    ...devices.map(box),
    '  }',
  ];
}

function box({ id, name, lines }: DrawnDevice): string {
  return `    "${id}" [label=${quoted([name, ...lines])}];`;
}

const STYLE: Readonly<Record<DrawnWire['kind'], string>> = {
  pair: 'style=bold',
  port: 'style=solid',
  below: 'style=dashed',
};

function edge({ from, to, kind }: DrawnWire): string {
  return `  "${from}" -- "${to}" [${STYLE[kind]}];`;
}

/** Graphviz reads backslashes and HTML's entities in labels; nothing else of them has a meaning. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    printable(line).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"'),
  );
  return `"${escaped.join('\\n')}"`;
}
