import { exitCodeOf } from '../report/run-document.ts';
import { runText } from '../report/run-text.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './print-result.ts';
import type { Progress } from './progress.ts';
import type { Verified } from './verify-once.ts';

/** Prints what came out: one document, or one for each mode; sets the exit code. */
export function printVerified(
  verified: readonly Verified[],
  options: OutputOptions & { readonly strict?: boolean },
  shown: Progress,
): void {
  shown.done();
  const documents = verified.map(({ document }) => document);
  const json = documents.length > 1 ? { schema: 'cni-lab/runs/1', runs: documents } : documents[0]!;
  printResult(options, json, (style) => documents.map((d) => runText(d, style)).join('\n'));
  const notes = verified.flatMap((v) => v.notes);
  for (const line of notes) if (!options.quiet) process.stderr.write(`${line}\n`);
  const code = exitCodeOf(
    documents.flatMap((d) => d.results.map((r) => r.verdict)),
    options.strict,
  );
  process.exitCode = code === 0 && verified.some((v) => v.unclean) ? 4 : code;
}
