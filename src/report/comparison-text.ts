import {
  type ComparedLeg,
  type ComparedRun,
  type Comparison,
  outcomeWords,
} from '../compare/comparison.ts';
import type { LegTime } from '../compare/hop-times.ts';
import { spreadText } from '../compare/spread-text.ts';
import { plainTexts } from '../control-characters.ts';
import type { Spread } from '../spread.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import { LEGS } from '../verdict/join-key.ts';
import { otherLab } from './result-words.ts';

/** Two runs side by side: what each tap saw in either, then what the hops took. */
export function comparisonText(told: Comparison, style: Style): string {
  const comparison = plainTexts(told);
  const { runs, taps, notes } = comparison;
  const { colour } = style;
  const head = ['', 'tap', 'request A', 'request B', 'reply A', 'reply B'];
  const rows = taps.map(({ tap, request, reply }) => [
    markOf(request.same && reply.same, style),
    printable(tap),
    ...[...cells(request), ...cells(reply)],
  ]);
  return `${[
    runs.map((run, i) => heading(run, 'AB'[i]!, style)).join('\n'),
    `  ${colour.bold(outcomeWords(comparison))}`,
    table([head.map((word) => colour.dim(word)), ...rows]),
    ...LEGS.map((leg) => times(runs, leg, style)).filter(Boolean),
    ...notes.map((note) => colour.dim(wrap(note, '  ', style))),
  ].join('\n\n')}\n`;
}

function heading(run: ComparedRun, letter: string, style: Style): string {
  const other = otherLab(run);
  const lab = other === null ? '' : ` on ${other}`;
  const probe = run.probe ? `${run.probe.count} x ${run.probe.kind}, IPv${run.probe.family}; ` : '';
  const facts = `${run.datapath}${lab}: ${run.verdict}; ${probe}kernel ${run.kernel}; run ${run.id}`;
  return wrap(printable(facts), '    ', style, `${style.colour.bold(letter)}   `);
}

function cells({ seen }: ComparedLeg): string[] {
  return seen.map((text) => text ?? 'no such tap');
}

/** What a leg took in either, whole and hop by hop. */
function times(runs: Comparison['runs'], leg: LegTime['leg'], { colour }: Style): string {
  const [a, b] = runs.map((run) => run.times?.find((t) => t.leg === leg) ?? null);
  if (!a || !b) return '';
  const hops = [...new Set([...a.hops, ...b.hops].map(({ from, to }) => `${from}\t${to}`))];
  const hopOf = (time: LegTime, word: string) =>
    time.hops.find(({ from, to }) => `${from}\t${to}` === word) ?? null;
  const rows = [
    ['', 'seen by', `${a.stops} taps`, `${b.stops} taps`],
    ['', 'all of it', spread(a.whole), spread(b.whole)],
    ...hops.map((word) => {
      const [from = '', to = ''] = word.split('\t').map(printable);
      return ['', `${from} to ${to}`, spread(hopOf(a, word)), spread(hopOf(b, word))];
    }),
  ];
  const head = ['', `${leg}, µs (quartiles)`, 'A', 'B'].map((word) => colour.dim(word));
  return table([head, ...rows], '');
}

function spread(of: Spread | null): string {
  return of ? spreadText(of) : '-';
}
