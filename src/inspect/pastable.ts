import { shellQuote } from '../host/shell-quote.ts';

/**
 * One line for a POSIX shell, like `shellQuote`, that a terminal can show as it is: control characters
 * in a word are written by printf. Only a newline at the end of such a word would be lost; no name of a
 * device, namespace or container ends so.
 */
export function pastable(argv: readonly string[]): string {
  return argv
    .map((word) => (/[\p{Cc}\p{Bidi_Control}]/u.test(word) ? printed(word) : shellQuote([word])))
    .join(' ');
}

function printed(word: string): string {
  const format = word.replaceAll(/[\p{Cc}\p{Bidi_Control}'"%\\]/gu, (character) =>
    character === '%' ? '%%' : octal(character),
  );
  return `"$(printf '${format}')"`;
}

function octal(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
