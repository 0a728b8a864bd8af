import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { cniText } from './cni-text.ts';
import { resultText } from './result-text.ts';
import type { RunDocument } from './run-document.ts';

/** A run as a person reads it: one table for each datapath, and a tally if there are several. */
export function runText(document: RunDocument, style: Style): string {
  const { results } = document;
  const { cni } = document.environment;
  const blocks = results.map((result) => resultText(result, style));
  const head = cni ? `${cniText(cni, style)}\n\n` : '';
  const footer = document.folder
    ? style.colour.dim(
        `  run folder ${document.folder}  (${(document.durationMs / 1000).toFixed(2)} s)`,
      )
    : '';
  if (results.length === 1) return `${head}${[...blocks, footer].filter(Boolean).join('\n')}\n`;
  const tally = table(
    results.map((r) => [
      markOf(okOf(r.verdict), style),
      r.datapath,
      r.verdict,
      r.lab === r.datapath ? '' : `on ${r.lab}`,
    ]),
  );
  return `${head}${[...blocks, tally, footer].filter(Boolean).join('\n\n')}\n`;
}

export function okOf(verdict: RunDocument['verdict']): boolean | null {
  if (verdict === 'pass') return true;
  return verdict === 'fail' ? false : null;
}
