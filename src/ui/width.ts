import { stripVTControlCharacters } from 'node:util';

/** Columns that a text takes on a terminal; colours take none. */
export function displayWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Text that cannot move the cursor, change colours or turn the order of letters, whatever device or pod it names. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '?');
}

/** With as many spaces behind it as it takes to be so wide. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Columns of the widest line. */
export function widest(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth));
}
