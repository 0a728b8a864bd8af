import { plainTexts } from '../control-characters.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { widest } from '../ui/width.ts';
import { cniText } from './cni-text.ts';
import { pairsText, tallyWords } from './pairs-text.ts';
import { resultText } from './result-text.ts';
import { otherLab } from './result-words.ts';
import {
  okOf,
  type ResultDocument,
  type ResultVerdict,
  type RunDocument,
  tallyOf,
  worstOf,
} from './run-document.ts';

/**
 * A run as a person reads it: one datapath with all that was seen; of several those that did not pass, and a
 * line for each.
 */
export function runText(told: RunDocument, style: Style): string {
  const document = plainTexts(told);
  const { results } = document;
  const { cni } = document.environment;
  const groups = groupsOf(results);
  const isOne = groups.length === 1;
  const blocks = groups
    .filter((group) => isOne || ['fail', 'inconclusive'].includes(wordOf(group)))
    .map((group) => groupText(group, style));
  const head = cni ? [cniText(cni, style)] : [];
  const took = `(${(document.durationMs / 1000).toFixed(2)} s)`;
  const footer = document.folder
    ? style.colour.dim(`  run folder ${document.folder}  ${took}`)
    : null;
  if (isOne) {
    return `${[...head, [...blocks, footer].filter(Boolean).join('\n')].join('\n\n')}\n`;
  }
  const parts = [...head, ...blocks, tally(groups, style), `  ${counts(results)}`];
  return `${parts.join('\n\n')}\n${footer ? `${footer}\n` : ''}`;
}

/** One result; or those of many pairs of pods of one datapath. */
type Group = readonly [ResultDocument, ...ResultDocument[]];

function groupsOf(results: readonly ResultDocument[]): Group[] {
  const groups: [ResultDocument, ...ResultDocument[]][] = [];
  for (const result of results) {
    const last = groups.at(-1);
    const isNext = result.pair !== undefined && result.pair > 1;
    if (last && isNext && last[0].datapath === result.datapath) last.push(result);
    else groups.push([result]);
  }
  return groups;
}

function groupText(group: Group, style: Style): string {
  return group[0].pair === undefined ? resultText(group[0], style) : pairsText(group, style);
}

function wordOf(group: Group): ResultVerdict {
  return worstOf(group.map(({ verdict }) => verdict));
}

function tally(groups: readonly Group[], style: Style): string {
  const rows = groups.map((group) => ({
    first: group[0],
    verdict: wordOf(group),
    note: note(group),
  }));
  const widths = table(rows.map(({ first, verdict }) => [' ', first.datapath, verdict, '']));
  const indent = ' '.repeat(widest(widths) + 2);
  return table(
    rows.map(({ first, verdict, note }) => [
      markOf(okOf(verdict), style),
      first.datapath,
      verdict,
      style.colour.dim(wrap(note, indent, style).trimStart()),
    ]),
  );
}

/** Whose lab it was, if another's; why it was skipped; how many pairs. */
function note(group: Group): string {
  const [result] = group;
  if (result.verdict === 'skipped') return result.reason;
  const other = otherLab(result);
  const pairs = result.pair === undefined ? [] : [tallyWords(group)];
  return [...(other === null ? [] : [`on ${other}`]), ...pairs].join(', ');
}

/** `69 pass, 19 skipped` */
function counts(results: RunDocument['results']): string {
  return tallyOf(results)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}
