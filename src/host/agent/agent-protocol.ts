import type { Argv } from '../runner.ts';

/** The first line that the shell prints when it takes orders. */
export const READY = 'cni-lab-agent 1';

/** How standard output comes: as it is written, or all at the end, which costs fewer processes. */
export type Pump = 'stream' | 'whole';

/**
 * An order to start a program.
 * @param input text for its standard input; without it, standard input is empty
 * @throws TypeError if an argument has a NUL
 */
export function startOrder(id: number, pump: Pump, argv: Argv, input?: string): string {
  const stdin = input === undefined ? '-' : `+${Buffer.from(input).toString('base64')}`;
  return `${pump} ${id} ${stdin} ${argv.map(word).join(' ')}\n`;
}

/** An order to signal a process. @param signal its name, such as SIGINT */
export function killOrder(pid: number, signal: string): string {
  return `kill ${signal.replace(/^SIG/, '')} ${pid}\n`;
}

/** What a shell that still listens answers at once. */
export const PING_ORDER = 'ping\n';

/**
 * An argument as one word without a meaning for any shell: what is not plain becomes \0 and octal digits.
 * @throws TypeError on a NUL, which no argument can have
 */
function word(text: string): string {
  if (text.includes('\0')) throw new TypeError('an argument has a NUL');
  if (/^[\w@%+=:,./-]*$/.test(text)) return `=${text}`;
  const bytes = [...Buffer.from(text)];
  return `%${bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : octal(byte))).join('')}`;
}

const isPlain = (byte: number) => /[\w@+=:,./-]/.test(String.fromCharCode(byte)) && byte < 0x80;
const octal = (byte: number) => `\\0${byte.toString(8).padStart(3, '0')}`;

/** What the shell says of one program, or of itself. */
export type Frame =
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'stdout' | 'stderr'; readonly id: number; readonly bytes: Uint8Array }
  /** The program has ended; output of it may follow. */
  | { readonly kind: 'dead'; readonly id: number; readonly status: number }
  /** There is no such program. */
  | { readonly kind: 'missing'; readonly id: number }
  /** All of its output was sent. */
  | { readonly kind: 'end'; readonly id: number }
  /** The shell takes orders from now on. */
  | { readonly kind: 'ready' }
  /** It still does. */
  | { readonly kind: 'pong' }
  /** It cannot take orders, and why. */
  | { readonly kind: 'lacks'; readonly what: string };

const NEWLINE = 0x0a;
const FRAME = /^(started|dead|missing|end|o|e|b) (\d+)(?: (.*))?$/s;

/** Cuts the shell's output into frames. Before the first word of the shell, other lines are kept as noise. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;
  #noise = '';

  /** What came before the shell's first word: a message of the day, or why there is no shell. */
  get noise(): string {
    return (this.#begun ? this.#noise : this.#noise + this.#rest.toString()).trim();
  }

  /** @throws Error on a line that no agent prints, since nothing after it can be trusted */
  push(bytes: Uint8Array): Frame[] {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : Buffer.from(bytes);
    const frames: Frame[] = [];
    let start = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, start)) {
      const frame = this.#read(all.subarray(start, end));
      if (frame) frames.push(frame);
      start = end + 1;
    }
    this.#rest = all.subarray(start);
    return frames;
  }

  #read(line: Buffer): Frame | null {
    const text = line.toString('latin1'); // bytes stay bytes
    if (text === READY) {
      this.#begun = true;
      return { kind: 'ready' };
    }
    if (text.startsWith('lacks ')) return { kind: 'lacks', what: text.slice('lacks '.length) };
    if (text === 'pong') return { kind: 'pong' };
    if (this.#begun) return frame(text);
    this.#noise = `${this.#noise}${line}\n`.slice(-2000);
    return null;
  }
}

function frame(line: string): Frame {
  const [, kind, number, rest = ''] = FRAME.exec(line) ?? [];
  const id = Number(number);
  switch (kind) {
    case 'o':
      return { kind: 'stdout', id, bytes: Buffer.from(rest, 'base64') };
    case 'e':
      return { kind: 'stderr', id, bytes: Buffer.from(`${rest}\n`, 'latin1') };
    case 'b':
      return { kind: 'stderr', id, bytes: Buffer.from(rest, 'base64') };
    case 'started':
      return { kind: 'started', id, pid: Number(rest) };
    case 'dead':
      return { kind: 'dead', id, status: Number(rest) };
    case 'missing':
    case 'end':
      return { kind, id };
    default:
      throw new Error(`the agent printed what is no frame: ${JSON.stringify(line.slice(0, 80))}`);
  }
}
