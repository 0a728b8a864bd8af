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
  const [first = none, ...others] = lines.map((line) => fitting(line, style));
  return [row(label, first, style), ...others.map((line) => INDENT + line), hand(command, style)];
}

/** The same of what few have: nothing is said where there is none. */
export function rareFact(
  label: string,
  lines: readonly string[],
  command: string,
  style: Style,
): string[] {
  return lines.length === 0 ? [] : fact(label, lines, command, style);
}

/** The first of many lines, and how many more there are. */
export function few(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more <= 1 ? [...lines] : [...lines.slice(0, most), `and ${more} more, see --json`];
}

/** Text under the label before, broken at the style's width. */
export function prose(text: string, style: Style): string {
  const hanging = text.startsWith('- ') ? `${INDENT}  ` : INDENT;
  return wrap(printable(text), hanging, style, INDENT);
}

/** What does not fit goes on below, further in. */
function fitting(text: string, style: Style): string {
  if (displayWidth(INDENT + text) <= style.width) return text;
  const [inward = ''] = /^ */.exec(text) ?? [];
  const start = INDENT + inward;
  return wrap(printable(text.trim()), `${start}  `, style, start).slice(INDENT.length);
}

/** Commands to be pasted, each from a line of its own on: one that is too long goes on after a backslash. */
export function hand(command: string, style: Style): string {
  const commands: string[][] = [[]];
  for (const word of shellWords(printable(command))) {
    commands.at(-1)!.push(word.replace(/;$/, ''));
    if (word.endsWith(';')) commands.push([]);
  }
  return commands.map((words) => one(words, style)).join('\n');
}

function one(words: readonly string[], { colour, width }: Style): string {
  const lines: string[] = [];
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

/** A command is not to be broken within quotes. */
function shellWords(command: string): readonly string[] {
  return command.match(/(?:"[^"]*"|'[^']*'|\\.|[^ "'\\])+/g) ?? [];
}
