import { plainTexts } from '../control-characters.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { displayWidth, printable, widest } from '../ui/width.ts';
import { LEGS } from '../verdict/join-key.ts';
import { directionWords } from './leg-words.ts';
import {
  disagreementWords,
  identity,
  otherLab,
  placeOf,
  probeWords,
  whyWords,
} from './result-words.ts';
import {
  type LegDocument,
  type ResultDocument,
  type TapDocument,
  titleOf,
} from './run-document.ts';
import { seenLabText } from './seen-lab-text.ts';
import { verdictWord } from './verdict-word.ts';

/** One datapath's verdict: headline, what each tap saw, findings, witnesses, what it is. */
export function resultText(told: ResultDocument, style: Style): string {
  const result = plainTexts(told); // a run may be somebody else's
  const { colour } = style;
  const other = otherLab(result);
  const on = other === null ? '' : ` held against a lab of ${other}`;
  const headline = `${verdictWord(result.verdict, style)} ${colour.bold(titleOf(result))}${on}`;
  const parts = [
    `${wrap(headline, '  ', style, '')}\n${wrap(result.reason, '  ', style)}`,
    result.disagreement
      ? colour.red(wrap(disagreementWords(result.disagreement), '  ', style))
      : '',
    result.error ? wrap(`to mend it: ${result.error.mend}`, '  ', style) : '',
    result.taps.length > 0 ? taps(result, style) : '',
    result.findings.length > 0 ? findingsText(result, style) : '',
    result.taps.length > 0 ? footer(result, style) : '',
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** The ways that packets took, drawn; a table of files, or of a run that does not say where its taps were. */
function taps(result: ResultDocument, style: Style): string {
  const { replay } = result;
  if (!replay) return tapTable(result, style);
  const drawn = (isBrief: boolean) => {
    const rows = new Map(result.taps.map((tap) => [tap.tap, tapCells(tap, isBrief, style)]));
    const head = ['tap', ...LEGS, 'why'];
    return seenLabText(replay, { head, cells: (tap) => rows.get(tap) ?? [] }, style);
  };
  const whole = drawn(false);
  return widest(whole) <= style.width ? whole : drawn(true);
}

function tapTable(result: ResultDocument, style: Style): string {
  const head = ['tap', 'device', ...LEGS, 'why'].map((word) => style.colour.dim(word));
  const rows = (isBrief: boolean) => [
    head,
    ...result.taps.map((tap) => [
      ...[printable(tap.tap), printable(tap.device)],
      ...tapCells(tap, isBrief, style),
    ]),
  ];
  // the findings say why, and what was expected
  const narrower = (isBrief: boolean) => table(rows(isBrief).map((row) => row.slice(0, -1)));
  const tables = [table(rows(false)), narrower(false)];
  return tables.find((one) => widest(one) <= style.width) ?? narrower(true);
}

/** What it saw of requests and replies, and why. */
function tapCells(tap: TapDocument, isBrief: boolean, style: Style): string[] {
  return [
    ...LEGS.map((leg) => cell(tap[leg], isBrief, style)),
    style.colour.dim(printable(whyWords(tap))),
  ];
}

/** `✓ 3 out`, `✓ none`, `✗ 3 out, not none`; `✓ no data`: a share, but of packets that TCP needs beside the probe's */
function cell(leg: LegDocument, isBrief: boolean, style: Style): string {
  const isBare = leg.ok === true && leg.expected?.startsWith('a share');
  const nothing = isBare ? 'no data' : 'none';
  const seen = leg.seen === 0 ? nothing : `${leg.seen} ${directionWords(leg)}`.trim();
  if (leg.expected === null) return `  ${seen}`;
  const wanted = leg.expected
    .replace(/\ball (out and all in|in and all out)$/, 'all in and out')
    .replace(/\ball /g, `${leg.of} `);
  const against = leg.ok === false && wanted !== seen && !isBrief ? `, not ${wanted}` : '';
  return `${markOf(leg.ok, style)} ${seen}${against}`;
}

function findingsText({ findings, reason }: ResultDocument, style: Style): string {
  return findings
    .map((f) => {
      const mark = markOf(f.weight === 'contradiction' ? false : null, style);
      const facts = `${placeOf(f)}: expected ${f.expected}, seen ${f.seen}`;
      const head = style.colour.bold(wrap(facts, '      ', style).trimStart());
      const said = f.meaning === reason; // above, as the headline
      return `  ${mark} ${head}${said ? '' : `\n${wrap(f.meaning, '      ', style)}`}`;
    })
    .join('\n');
}

function footer(result: ResultDocument, style: Style): string {
  const { probe, engine } = result;
  const witnesses = result.witnesses
    .filter((w) => w.agrees !== null)
    .map((w) => `${markOf(w.agrees, style)} ${w.name}`);
  const mute = result.witnesses
    .filter((w) => w.name === 'drops' && w.agrees === null)
    .map((w) => `\n${wrap(`drops: asked, and cannot say: ${w.detail}`, FOOTER_INDENT, style)}`);
  const traced = result.witnesses
    .filter((w) => w.name === 'trace')
    .map((w) => `\n${wrap(`trace: ${w.detail}`, FOOTER_INDENT, style)}`);
  const names = result.identified.map((guess) => guess.datapath);
  const hint = result.tellApart ? `\n${wrap(result.tellApart, FOOTER_INDENT, style)}` : '';
  const rows = [
    ['probe', probe ? wrap(probeWords(probe), FOOTER_INDENT, style).trimStart() : ''],
    ...(engine?.because
      ? [['captured', wrap(`by ${engine.by}: ${engine.because}`, FOOTER_INDENT, style).trimStart()]]
      : []),
    ...(witnesses.length > 0
      ? [['witnesses', inLines(witnesses, style) + [...mute, ...traced].join('')]]
      : []),
    ['this is', wrap(identity(names), FOOTER_INDENT, style).trimStart()],
  ].map(([name = '', value = '']) => [style.colour.dim(name), value]);
  return table(rows) + hint;
}

/** One after the other, in as many lines as it takes behind the footer's names. */
function inLines(words: readonly string[], { width }: Style): string {
  return words.reduce((text, word) => {
    const line = text.slice(text.lastIndexOf('\n') + 1);
    const isFirst = line === text; // which comes behind a name
    const used = displayWidth(line) + (isFirst ? FOOTER_INDENT.length : 0);
    return used + 2 + displayWidth(word) > width
      ? `${text}\n${FOOTER_INDENT}${word}`
      : `${text}  ${word}`;
  });
}

const FOOTER_INDENT = ' '.repeat(13);
