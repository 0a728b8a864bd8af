import { escapedJson } from '../control-characters.ts';
import { type Style, styleOf } from '../ui/style.ts';
import type { OutputOptions } from './options.ts';

/** Prints what came out, on standard output: the document itself with --json, else as a person reads it. */
export function printResult(
  { json }: OutputOptions,
  document: object,
  text: (style: Style) => string,
): void {
  process.stdout.write(
    json
      ? `${escapedJson(JSON.stringify(document, null, 2))}\n`
      : text(styleOf(process.stdout, process.env)),
  );
}
