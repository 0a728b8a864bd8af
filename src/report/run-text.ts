import { plainTexts } from '../control-characters.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { widest } from '../ui/width.ts';
import { cniText } from './cni-text.ts';
import { resultText } from './result-text.ts';
import { otherLab } from './result-words.ts';
import { okOf, type ResultDocument, type RunDocument, tallyOf } from './run-document.ts';

/**
 * A run as a person reads it: one datapath with all that was seen; of several those that did not pass, and a
 * line for each.
 */
export function runText(told: RunDocument, style: Style): string {
  const document = plainTexts(told);
  const { results } = document;
  const { cni } = document.environment;
  const isOne = results.length === 1;
  const blocks = results
    .filter(({ verdict }) => isOne || verdict === 'fail' || verdict === 'inconclusive')
    .map((result) => resultText(result, style));
  const head = cni ? [cniText(cni, style)] : [];
  const took = `(${(document.durationMs / 1000).toFixed(2)} s)`;
  const footer = document.folder
    ? style.colour.dim(`  run folder ${document.folder}  ${took}`)
    : null;
  if (isOne) {
    return `${[...head, [...blocks, footer].filter(Boolean).join('\n')].join('\n\n')}\n`;
  }
  const parts = [...head, ...blocks, tally(results, style), `  ${counts(results)}`];
  return `${parts.join('\n\n')}\n${footer ? `${footer}\n` : ''}`;
}

function tally(results: RunDocument['results'], style: Style): string {
  const widths = table(results.map((r) => [' ', r.datapath, r.verdict, '']));
  const indent = ' '.repeat(widest(widths) + 2);
  return table(
    results.map((r) => [
      markOf(okOf(r.verdict), style),
      r.datapath,
      r.verdict,
      style.colour.dim(wrap(note(r), indent, style).trimStart()),
    ]),
  );
}

/** Whose lab it was, if another's; why it was skipped. */
function note(result: ResultDocument): string {
  if (result.verdict === 'skipped') return result.reason;
  const other = otherLab(result);
  return other === null ? '' : `on ${other}`;
}

/** `69 pass, 19 skipped` */
function counts(results: RunDocument['results']): string {
  return tallyOf(results)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}
