import { claimOf, type Datapath } from '../datapaths/datapath.ts';
import type { Topology } from '../datapaths/topology.ts';
import { type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { widest } from '../ui/width.ts';
import { roundTrip } from '../verdict/check-order.ts';
import type { Leg } from '../verdict/join-key.ts';
import { describe, type Expectation, ttlSteps } from '../verdict/signature.ts';

/** A datapath's story: both legs hop by hop, the signature as a table, and why. */
export function explanationText(datapath: Datapath, style: Style): string {
  const { colour } = style;
  const heading = (text: string) => colour.bold.underline(text);
  const story = datapath.story.map((step, i) =>
    [
      wrap(step.text, '     ', style, `  ${i + 1}. `),
      colour.dim(wrap(`(${step.source})`, '     ', style)),
    ].join('\n'),
  );
  return `${[
    `${colour.bold(datapath.name)}\n${wrap(datapath.title, '  ', style)}`,
    `${heading('The request')}\n${path(datapath, 'request', style)}`,
    `${heading('The reply')}\n${path(datapath, 'reply', style)}`,
    `${heading('The signature')}\n${signature(datapath, style)}`,
    `${heading('Why')}\n${story.join('\n')}`,
    `${heading('See it')}\n  cni-lab verify ${datapath.name}\n${wrap(`cni-lab verify ${datapath.name} --lab ${datapath.control} (fails)`, '    ', style, '  ')}`,
  ].join('\n\n')}\n`;
}

/** One line for each tap that a packet of this leg could pass, in the order in which it does. */
function path(datapath: Datapath, leg: Leg, style: Style): string {
  const topology = datapath.topology(4);
  const { programs } = claimOf(datapath, 4).witnesses;
  const hops = roundTrip(datapath.signature).filter((hop) => hop.leg === leg);
  const rows = hops.map(({ tap: name }) => {
    const expectation = datapath.signature[name]![leg];
    const seen = expectation.which !== 'none';
    const arrow = seen ? (expectation.direction === 'in' ? '->|' : '|->') : ' . ';
    const attached = programs.find((p) => p.tap === name)?.attached ?? [];
    const acts =
      seen && expectation.direction === 'in' && attached.length > 0 ? attached.join(', ') : '';
    const line = [arrow, placeOf(topology, name), name, seen ? 'seen' : 'not seen', acts];
    return seen ? line : line.map((cell) => style.colour.dim(cell));
  });
  return table(rows);
}

function placeOf(topology: Topology, tap: string): string {
  return topology.taps.find((t) => t.name === tap)!.namespace;
}

function signature(datapath: Datapath, style: Style): string {
  const head = ['tap', 'request', 'reply', 'why'].map((word) => style.colour.dim(word));
  const rows = Object.entries(datapath.signature).map(([tap, legs]) => [
    tap,
    detailed(legs.request),
    detailed(legs.reply),
    style.colour.dim(datapath.why[tap] ?? ''),
  ]);
  const full = table([head, ...rows]);
  return widest(full) <= style.width ? full : table([head, ...rows].map((row) => row.slice(0, -1)));
}

/** `all in, TTL -1` */
function detailed(expectation: Expectation): string {
  if (expectation.which === 'none' || expectation.ttl === 0) return describe(expectation);
  return `${describe(expectation)}, TTL ${ttlSteps(expectation.ttl).join(' or ')}`;
}
