import { exitCodeOf } from '../report/run-document.ts';
import { runText } from '../report/run-text.ts';
import { styleOf } from '../ui/style.ts';
import type { OutputOptions } from './options.ts';
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
  const [only, ...more] = documents;
  const json = more.length > 0 ? { schema: 'cni-lab/runs/1', runs: documents } : only;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(json, null, 2)}\n`
      : documents.map((d) => runText(d, styleOf(process.stdout, process.env))).join('\n'),
  );
  const notes = verified.flatMap((v) => v.notes);
  for (const line of notes) if (!options.quiet) process.stderr.write(`${line}\n`);
  const code = exitCodeOf(
    documents.flatMap((d) => d.results.map((r) => r.verdict)),
    options.strict,
  );
  process.exitCode = code === 0 && verified.some((v) => v.unclean) ? 4 : code;
}
