import { Chalk, type ChalkInstance } from 'chalk';
import { displayWidth } from './width.ts';

/** How to write for a stream: colours, marks and width. */
export interface Style {
  readonly colour: ChalkInstance;
  readonly mark: {
    readonly good: string;
    readonly bad: string;
    readonly doubt: string;
    readonly skip: string;
  };
  /** What drawings are made of. */
  readonly line: LineGlyphs;
  /** Columns. */
  readonly width: number;
}

export interface LineGlyphs {
  readonly across: string;
  readonly along: string;
  readonly crossing: string;
  /** A way on which nothing is seen. */
  readonly unseen: string;
  readonly down: string;
  readonly up: string;
  /** A pair of devices. */
  readonly wire: string;
  readonly corner: string;
}

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const UNICODE = { good: '✓', bad: '✗', doubt: '?', skip: '-' };
const UNICODE_LINES: LineGlyphs = {
  ...{ across: '─', along: '│', crossing: '┼', unseen: '┊', down: '▼', up: '▲' },
  ...{ wire: '║', corner: '└' },
};
const ASCII_LINES: LineGlyphs = {
  ...{ across: '-', along: '|', crossing: '+', unseen: ':', down: 'v', up: '^' },
  ...{ wire: '"', corner: '`' },
};
const ASCII = { good: 'ok', bad: 'XX', doubt: '??', skip: '--' };

/** Colours only on a terminal, unless FORCE_COLOR; none at all with NO_COLOR. */
export function styleOf(stream: Terminal, env: NodeJS.ProcessEnv): Style {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const wanted = !env.NO_COLOR && (forced || (stream.isTTY === true && env.TERM !== 'dumb'));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const unicode = stream.isTTY ? /utf-?8/i.test(locale) && env.TERM !== 'linux' : true;
  return {
    colour: new Chalk({ level: wanted ? 1 : 0 }),
    mark: unicode ? UNICODE : ASCII,
    line: unicode ? UNICODE_LINES : ASCII_LINES,
    width: Math.min(stream.columns || 80, 110),
  };
}

/** The mark for an answer, coloured. */
export function markOf(ok: boolean | null, { colour, mark }: Style): string {
  if (ok === true) return colour.green(mark.good);
  return ok === false ? colour.red(mark.bad) : colour.yellow(mark.doubt);
}

/** Breaks text into lines of at most the style's width, each indented, the first by `first`. */
export function wrap(
  text: string,
  indent: string,
  style: Pick<Style, 'width'>,
  first = indent,
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && displayWidth(`${indent}${line} ${word}`) > style.width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line].map((l, i) => (i === 0 ? first : indent) + l).join('\n');
}
