import { plural } from '../ui/plural.ts';
import { type Style, wrap } from '../ui/style.ts';
import { cniText } from './cni-text.ts';
import { placeOf } from './result-words.ts';
import type { PairDocument, SweepDocument } from './sweep-document.ts';
import { MATRIX_NODES, sweepMatrixText } from './sweep-matrix-text.ts';
import { verdictWord } from './verdict-word.ts';

/** Bad pairs that are told one by one. */
const TOLD = 20;

/** A sweep as a person reads it: a matrix, or tallies where there are too many nodes; then what is bad. */
export function sweepText(document: SweepDocument, style: Style): string {
  const { environment, nodes, error } = document;
  const members = nodes.filter((node) => !node.skipped);
  const parts = [
    environment.cni ? cniText(environment.cni, style) : '',
    headline(document, style),
    members.length <= MATRIX_NODES ? sweepMatrixText(document, style) : '',
    worstNodes(document, members.length > MATRIX_NODES, style),
    badPairs(document, style),
    skippedNodes(document, style),
    error ? wrap(`broken off: ${error.message}`, '  ', style) : '',
    footer(document, style),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function headline({ verdict, tally, nodes, pairs }: SweepDocument, style: Style): string {
  const members = nodes.filter((node) => !node.skipped).length;
  const names = [...new Set(pairs.flatMap((pair) => pair.datapath ?? []))];
  const told = [
    `${tally.pass} of ${pairs.length} pairs pass`,
    ...(['fail', 'inconclusive', 'skipped'] as const).flatMap((word) =>
      tally[word] > 0 ? [`${tally[word]} ${word}`] : [],
    ),
  ];
  const head = `${verdictWord(verdict, style)} ${style.colour.bold(`sweep of ${plural(members, 'node')}`)}: ${told.join(', ')}`;
  const held = names.length > 0 ? `\n${wrap(`held against ${names.join(', ')}`, '  ', style)}` : '';
  return wrap(head, '  ', style, '') + held;
}

/** Where one node has part in all that is bad, that is the thing to know. */
function worstNodes({ pairs }: SweepDocument, isLarge: boolean, style: Style): string {
  const bad = pairs.filter(isBad);
  if (bad.length === 0 || (!isLarge && bad.length < 4)) return '';
  const counts = new Map<string, { bad: number; of: number }>();
  for (const pair of pairs) {
    for (const node of new Set([pair.from, pair.to])) {
      const count = counts.get(node) ?? { bad: 0, of: 0 };
      counts.set(node, count);
      count.of++;
      if (isBad(pair)) count.bad++;
    }
  }
  const worst = [...counts].sort(([, a], [, b]) => b.bad - a.bad).slice(0, 3);
  const told = worst.map(([node, { bad, of }]) => `${node} ${bad} of ${of}`);
  return wrap(`bad pairs by node: ${told.join(', ')}`, '  ', style);
}

function badPairs({ pairs }: SweepDocument, style: Style): string {
  const { colour, mark } = style;
  const bad = [
    ...pairs.filter((p) => p.verdict === 'fail'),
    ...pairs.filter((p) => p.verdict === 'inconclusive'),
  ];
  const told = bad.slice(0, TOLD).map((pair) => {
    const sign = pair.verdict === 'fail' ? colour.red(mark.bad) : colour.yellow(mark.doubt);
    const head = wrap(`${pair.from} -> ${pair.to}`, '    ', style).trimStart();
    return `  ${sign} ${colour.bold(head)}\n${wrap(pairReason(pair), '    ', style)}`;
  });
  const more = bad.length - told.length;
  return [...told, ...(more > 0 ? [`  and ${more} more; --json has all`] : [])].join('\n');
}

function pairReason({ findings = [], reason = '', datapath, identified }: PairDocument): string {
  const [first] = findings;
  const facts = first ? `${placeOf(first)}: expected ${first.expected}, seen ${first.seen}; ` : '';
  const is = identified?.length ? `; this looks like ${identified.join(' or ')}` : '';
  return `${datapath ? `${datapath}: ` : ''}${facts}${reason}${is}`;
}

function skippedNodes({ nodes }: SweepDocument, style: Style): string {
  return nodes
    .flatMap(({ node, skipped }) => {
      if (!skipped) return [];
      const text = `${node} did not take part: ${skipped.message} (${skipped.why})`;
      const mend = `\n      ${style.colour.dim('mend:')} ${skipped.mend}`;
      return `${wrap(text, '    ', style, `  ${style.colour.dim(style.mark.skip)} `)}${mend}`;
    })
    .join('\n');
}

function footer({ measured, durationMs, probe }: SweepDocument, style: Style): string {
  const { rounds, captures, framesCaptured, apiCalls } = measured;
  const told = [
    `${probe.count} x ${probe.kind} a pair`,
    plural(rounds, 'round'),
    plural(captures, 'capture'),
    `${framesCaptured.toLocaleString('en')} frames`,
    plural(apiCalls, 'API call'),
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  return style.colour.dim(wrap(told.join(', '), '  ', style));
}

function isBad({ verdict }: PairDocument): boolean {
  return verdict === 'fail' || verdict === 'inconclusive';
}
