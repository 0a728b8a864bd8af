import type { Argv } from './runner.ts';
import type { StartOptions } from './start.ts';

/** What native/starter.c tells of one program; its head has the format. */
export type StarterEvent = { readonly id: number } & (
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  /** @param signal its number; 0 if it ended by itself */
  | { readonly kind: 'ended'; readonly exitCode: number; readonly signal: number }
  | { readonly kind: 'failed'; readonly errno: number }
);

const [START, KILL] = [1, 2];
const [STARTED, STDOUT, STDERR, ENDED, FAILED] = [1, 2, 3, 4, 5];
const [APART, INPUT] = [1, 2];
/** u8 kind, u32 id, u32 length of the rest, little-endian. */
const HEAD = 9;

/** An order to start a program. @throws TypeError if an argument has a NUL */
export function startOrder(
  id: number,
  argv: Argv,
  { input, apart = false }: StartOptions = {},
): Buffer {
  if (argv.some((argument) => argument.includes('\0'))) {
    throw new TypeError('an argument has a NUL');
  }
  const words = Buffer.from(`${argv.join('\0')}\0`);
  const settings = Buffer.alloc(5, (apart ? APART : 0) | (input === undefined ? 0 : INPUT));
  settings.writeUInt32LE(words.length, 1);
  return frame(START, id, settings, words, Buffer.from(input ?? ''));
}

/** An order to signal a program, if it has not ended. @param signal its number */
export function killOrder(id: number, signal: number): Buffer {
  return frame(KILL, id, Buffer.of(signal));
}

function frame(kind: number, id: number, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(HEAD, kind);
  const rest = Buffer.concat(parts);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(rest.length, 5);
  return Buffer.concat([head, rest]);
}

/** Cuts what the starter writes into events. */
export class StarterEventReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error on what no starter writes, since nothing after it can be trusted */
  push(bytes: Buffer): StarterEvent[] {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const events: StarterEvent[] = [];
    let at = 0;
    while (all.length - at >= HEAD) {
      const end = at + HEAD + all.readUInt32LE(at + 5);
      if (end > all.length) break;
      events.push(event(all[at]!, all.readUInt32LE(at + 1), all.subarray(at + HEAD, end)));
      at = end;
    }
    this.#rest = all.subarray(at);
    return events;
  }
}

function event(kind: number, id: number, rest: Buffer): StarterEvent {
  switch (kind) {
    case STARTED:
      return { kind: 'started', id, pid: rest.readUInt32LE(0) };
    case STDOUT:
      return { kind: 'stdout', id, bytes: rest };
    case STDERR:
      return { kind: 'stderr', id, bytes: rest };
    case ENDED:
      return { kind: 'ended', id, exitCode: rest[0]!, signal: rest[1]! };
    case FAILED:
      return { kind: 'failed', id, errno: rest.readUInt32LE(0) };
    default:
      throw new Error(`the starter wrote what is no event: kind ${kind}`);
  }
}
