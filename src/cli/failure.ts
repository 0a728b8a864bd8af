import { escapedJson } from '../control-characters.ts';
import type { ExitCode, LabError } from '../errors.ts';
import { styleOf, wrap } from '../ui/style.ts';
import { printable } from '../ui/width.ts';

/** Prints a failure, as text on standard error or as JSON on standard output. @returns its exit code */
export function printFailure(failure: LabError, { json }: { json: boolean }): ExitCode {
  if (json) {
    process.stdout.write(`${escapedJson(JSON.stringify({ error: failure.toJSON() }, null, 2))}\n`);
    return failure.exitCode;
  }
  const style = styleOf(process.stderr, process.env);
  const { colour } = style;
  const hanging = (label: string, text: string) =>
    `  ${colour.dim(label)} ${wrap(printable(text), ' '.repeat(9), style).trimStart()}`;
  const lines = [
    `${colour.red.bold('error')} ${colour.bold(failure.code)}: ${printable(failure.message)}`,
    hanging('why:  ', failure.why),
    // never wrapped: it is there to be pasted
    `  ${colour.dim('mend: ')} ${printable(failure.mend)}`,
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  return failure.exitCode;
}
