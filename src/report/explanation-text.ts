import { claimsOf, twinsOf } from '../datapaths/catalogue.ts';
import { askedAs, claimOf, type Datapath } from '../datapaths/datapath.ts';
import type { Topology } from '../datapaths/topology.ts';
import { type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { widest } from '../ui/width.ts';
import type { Leg } from '../verdict/join-key.ts';
import {
  describe,
  type Expectation,
  looksOf,
  part,
  type Seen,
  sealedIn,
  ttlSteps,
} from '../verdict/signature.ts';
import { tellingWitnesses } from '../verdict/tell-apart.ts';
import { wayOf } from '../verdict/way.ts';

/** A datapath's story: both legs hop by hop, the signature as a table, and why. */
export function explanationText(datapath: Datapath, style: Style): string {
  const { colour } = style;
  const asked = askedAs(datapath);
  const heading = (text: string) => colour.bold.underline(text);
  const story = datapath.story.map((step, i) =>
    [
      wrap(step.text, '     ', style, `  ${i + 1}. `),
      colour.dim(wrap(`(${step.source})`, '     ', style)),
    ].join('\n'),
  );
  const alike = twinsInWords(datapath, style);
  return `${[
    `${colour.bold(datapath.name)}\n${wrap(datapath.title, '  ', style)}`,
    `${heading('The request')}\n${path(datapath, 'request', style)}`,
    `${heading('The reply')}\n${path(datapath, 'reply', style)}`,
    `${heading('The signature')}\n${signature(datapath, style)}`,
    ...(alike.length > 0
      ? [`${heading('Captures alone cannot tell it from')}\n${alike.join('\n')}`]
      : []),
    ...(story.length > 0 ? [`${heading('Why')}\n${story.join('\n')}`] : []),
    `${heading('See it')}\n  cni-lab verify ${asked}\n${wrap(`cni-lab verify ${asked} --lab ${datapath.control} (fails)`, '    ', style, '  ')}`,
  ].join('\n\n')}\n`;
}

/** The twins, by the witness that can tell. */
function twinsInWords(datapath: Datapath, style: Style): string[] {
  const named = [datapath.name, ...(datapath.twins ?? [])].flatMap(twinsOf);
  const byWitness = new Map<string, string[]>();
  for (const twin of new Set(named)) {
    if (twin === datapath.name) continue;
    const witnesses = tellingWitnesses([claimOf(datapath, 4), ...claimsOf([twin], 4)]);
    // one way through one kernel by two names: who set it up is all that differs
    const telling = witnesses ?? 'whose devices and routes they are (cni-lab inspect)';
    byWitness.set(telling, [...(byWitness.get(telling) ?? []), twin]);
  }
  return [...byWitness].map(([telling, twins]) =>
    wrap(`${twins.join(', ')}: ${telling} could`, '    ', style, '  '),
  );
}

/** One line for each time that a packet of this leg could pass a tap, in order. */
function path(datapath: Datapath, leg: Leg, style: Style): string {
  const topology = datapath.topology(4);
  const { programs, unseen = [] } = claimOf(datapath, 4).witnesses;
  const way = wayOf(datapath.signature, leg);
  const goes = way.some(({ seen }) => seen !== null);
  const counted = way.filter(({ tap }) => goes && unseen.some((one) => one.tap === tap));
  const rows = way.map(({ tap, seen }) => {
    const arrow = seen ? (seen.direction === 'in' ? '->|' : '|->') : ' . ';
    const attached = programs.find((p) => p.tap === tap)?.attached ?? [];
    // XDP acts where the packet comes in, which is where it is not seen any more
    const isTaken = seen ? seen.direction === 'in' : counted[0]?.tap === tap;
    const acting = seen ? attached : attached.filter((program) => / on xdp\b/.test(program));
    const acts = isTaken ? acting.join(', ') : '';
    const passes = counted.some((stop) => stop.tap === tap) ? 'counted, not seen' : 'not seen';
    const line = [arrow, placeOf(topology, tap), tap, seen ? inWords(seen) : passes, acts];
    return seen ? line : line.map((cell) => style.colour.dim(cell));
  });
  return table(rows);
}

function inWords(seen: Seen): string {
  return part(seen) === 'all' ? 'seen' : `${part(seen)} seen`;
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

/** `all in, TTL -1`, `all out and all in, TTL -1` */
function detailed(expectation: Expectation): string {
  if (sealedIn(expectation)) return 'none, sealed';
  const looks = looksOf(expectation).map((look) =>
    look.ttl === 0 ? describe(look) : `${describe(look)}, TTL ${ttlSteps(look.ttl).join(' or ')}`,
  );
  return looks.join(' and ') || describe(expectation);
}
