import { plural } from '../ui/plural.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { resultText } from './result-text.ts';
import { identity, placeOf } from './result-words.ts';
import { okOf, type ResultDocument, tallyOf, worstOf } from './run-document.ts';
import { verdictWord } from './verdict-word.ts';

/** Bad pairs that are shown in full, and those that are told in a line each. */
const SHOWN = 2;
const TOLD = 20;

/** Many pairs of one datapath: how many came out how, then what did not pass. */
export function pairsText(results: readonly ResultDocument[], style: Style): string {
  const bad = [
    ...results.filter(({ verdict }) => verdict === 'fail'),
    ...results.filter(({ verdict }) => verdict === 'inconclusive'),
  ];
  const parts = [
    headline(results, style),
    facts(results, style),
    ...bad.slice(0, SHOWN).map((result) => resultText(result, style)),
    bad.length > SHOWN ? others(bad.slice(SHOWN), style) : '',
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** `200 pairs pass`, `198 of 200 pairs pass, 2 fail` */
export function tallyWords(results: readonly ResultDocument[]): string {
  const told = tallyOf(results);
  const [only, ...more] = told;
  if (only && more.length === 0) return `${plural(only.count, 'pair')} ${only.verdict}`;
  const passed = told.find(({ verdict }) => verdict === 'pass')?.count ?? 0;
  const rest = told.filter(({ verdict }) => verdict !== 'pass');
  return [
    `${passed} of ${results.length} pairs pass`,
    ...rest.map(({ verdict, count }) => `${count} ${verdict}`),
  ].join(', ');
}

function headline(results: readonly ResultDocument[], style: Style): string {
  const [first] = results as readonly [ResultDocument];
  const worst = worstOf(results.map(({ verdict }) => verdict));
  const on = first.lab === first.datapath ? '' : ` held against a lab of ${first.lab}`;
  const head = `${verdictWord(worst, style)} ${style.colour.bold(first.datapath)}${on}: ${tallyWords(results)}`;
  const good = results.find(({ verdict }) => verdict === 'pass');
  return `${wrap(head, '  ', style, '')}${good ? `\n${wrap(good.reason, '  ', style)}` : ''}`;
}

function facts(results: readonly ResultDocument[], style: Style): string {
  const [{ probe, engine }] = results as readonly [ResultDocument];
  const sum = (of: (result: ResultDocument) => number) =>
    results.reduce((all, result) => all + of(result), 0);
  const answered = sum((result) => result.probe?.answered ?? 0);
  const sent = sum((result) => result.probe?.count ?? 0);
  const names = new Set(
    results.map(({ identified }) => identity(identified.map((guess) => guess.datapath))),
  );
  const rows = [
    ...(probe
      ? [
          [
            'probe',
            `${probe.count} x ${probe.kind} a pair, IPv${probe.family}, ${answered} of ${sent} answered`,
          ],
        ]
      : []),
    ...(engine?.because ? [['captured', `by ${engine.by}: ${engine.because}`]] : []),
    ...[...names].slice(0, SHOWN).map((name, i) => [i === 0 ? 'this is' : '', name]),
  ].map(([name = '', value = '']) => [
    style.colour.dim(name),
    wrap(value, INDENT, style).trimStart(),
  ]);
  return table(rows);
}

const INDENT = ' '.repeat(12);

function others(bad: readonly ResultDocument[], style: Style): string {
  const lines = bad.slice(0, TOLD).map((result) => {
    const [first] = result.findings;
    const what = first
      ? `${placeOf(first)}: expected ${first.expected}, seen ${first.seen}`
      : result.reason;
    return wrap(
      `pair ${result.pair}: ${what}`,
      '    ',
      style,
      `  ${markOf(okOf(result.verdict), style)} `,
    );
  });
  const more = bad.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more; --json has all`] : [])].join('\n');
}
