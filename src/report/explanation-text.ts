import { claimsOf, twinsOf } from '../datapaths/catalogue.ts';
import { askedAs, claimOf, type Datapath } from '../datapaths/datapath.ts';
import { expectedLab } from '../drawing/drawn-lab.ts';
import { ladderOf } from '../drawing/ladder.ts';
import { lanesOfWays, type Way } from '../drawing/way.ts';
import { type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { widest } from '../ui/width.ts';
import { programsAt } from '../verdict/evidence.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import { describe, type Expectation, looksOf, sealedIn, ttlSteps } from '../verdict/signature.ts';
import { tellingWitnesses } from '../verdict/tell-apart.ts';
import { wayOf } from '../verdict/way.ts';
import { ladderText } from './ladder-text.ts';
import { storyText } from './story-text.ts';

/** A datapath's story: the way of both legs drawn, the signature as a table, and why. */
export function explanationText(datapath: Datapath, style: Style): string {
  const { colour } = style;
  const asked = askedAs(datapath);
  const heading = (text: string) => colour.bold.underline(text);
  const story = storyText(datapath.story, style);
  const alike = twinsInWords(datapath, style);
  return `${[
    `${colour.bold(datapath.name)}\n${wrap(datapath.title, '  ', style)}`,
    ...drawings(datapath, style).map(({ title, drawn }) => `${heading(title)}\n${drawn}`),
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

/** The way that packets take, from top to bottom and back; twice where the first goes another way than the rest. */
function drawings(datapath: Datapath, style: Style): { title: string; drawn: string }[] {
  const { scene, programs, ways } = expectedLab(datapath, 4);
  const ladder = ladderOf(scene);
  const notes = {
    head: ['tap', 'request', 'reply', 'why'],
    cells: (tap: string) => [
      ...LEGS.map((leg) => passes(datapath, tap, leg)),
      style.colour.dim(datapath.why[tap] ?? ''),
    ],
    programs: (tap: string) => programsAt(programs, tap),
  };
  const drawn = (way: Way) => ladderText(ladder, lanesOfWays(ladder, [way]), notes, style);
  const [first, rest] = ways;
  if (JSON.stringify(first) === JSON.stringify(rest)) {
    return [{ title: 'The path', drawn: drawn(first) }];
  }
  return [
    { title: 'The path of the first', drawn: drawn(first) },
    { title: 'The path of the rest', drawn: drawn(rest) },
  ];
}

/** `all in`, `all out and in`, `none`, `none, but counted` */
function passes(datapath: Datapath, tap: string, leg: Leg): string {
  const expectation = datapath.signature[tap]?.[leg];
  if (!expectation) return '';
  const isCounted = datapath.unseen?.some((one) => one.tap === tap);
  const goes = wayOf(datapath.signature, leg).some(({ seen }) => seen !== null);
  const words = describe(expectation).replace(/(\w+) (in|out) and \1 (?=in|out)/, '$1 $2 and ');
  return isCounted && goes && words === 'none' ? 'none, but counted' : words;
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
