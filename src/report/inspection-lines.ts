import { type Style, wrap } from '../ui/style.ts';
import { displayWidth, printable } from '../ui/width.ts';

const LABEL = 12;
/** Where the text of all rows begins. */
export const INDENT = ' '.repeat(2 + LABEL);

/** `  label       text` */
export function row(label: string, text: string, { colour }: Style): string {
  return `  ${colour.cyan(label.padEnd(LABEL))}${text}`;
}

/** A fact line by line beside its label, or what is to be said where there is none; then its command. */
export function fact(
  label: string,
  lines: readonly string[],
  command: string,
  style: Style,
  none = 'none',
): string[] {
  const [first = none, ...others] = lines;
  return [row(label, first, style), ...others.map((line) => INDENT + line), hand(command, style)];
}

/** Text under the label before, broken at the style's width. */
export function prose(text: string, style: Style): string {
  const hanging = text.startsWith('- ') ? `${INDENT}  ` : INDENT;
  return wrap(printable(text), hanging, style, INDENT);
}

/** A command to be pasted: a line that is too long goes on after a backslash. */
export function hand(command: string, { colour, width }: Style): string {
  const lines: string[] = [];
  const words = printable(command).split(' ');
  let line = '$';
  for (const [i, word] of words.entries()) {
    const more = i < words.length - 1 ? ' \\' : '';
    if (displayWidth(`${INDENT}${line} ${word}${more}`) > width && line !== '$') {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else {
      line = `${line} ${word}`;
    }
  }
  return [...lines, line].map((l) => INDENT + colour.dim(l)).join('\n');
}
