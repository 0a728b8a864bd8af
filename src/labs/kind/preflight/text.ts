import { stripVTControlCharacters } from 'node:util';

/** Nobody reads on, and patterns are to be quick on whatever a program writes. */
const LONGEST_LINE = 4000;

/** A program's words, line by line, without colours, control characters and empty lines. */
export function plainLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .slice(0, LONGEST_LINE)
        .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .trimEnd(),
    )
    .filter((line) => line.trim() !== '');
}

/** The same in one line, cut where it gets too long. */
export function oneLine(text: string, most = 280): string {
  const line = plainLines(text).join(' ').replaceAll(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${line.slice(0, most - 3).replace(/[\uD800-\uDBFF]$/, '')}...`;
}

/** Without the pictures that kind puts behind its steps. */
export function withoutEmoji(text: string): string {
  return text.replaceAll(/\p{Extended_Pictographic}\uFE0F?/gu, '').trim();
}
