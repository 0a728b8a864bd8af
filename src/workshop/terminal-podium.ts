import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { type Style, styleOf } from '../ui/style.ts';
import type { Cast } from './cast.ts';
import type { Podium } from './podium.ts';

export interface PodiumOptions {
  /** It goes on by itself, after so many seconds each time; null waits for keys. */
  readonly pace: number | null;
  /** Columns, where the terminal's own are too many: type that is twice as large has half as many. */
  readonly width?: number;
  readonly cast: Cast | null;
  readonly signal: AbortSignal;
}

const NEXT = ['\r', '\n', ' '];
const BREAK_OFF = ['\u0003', 'x'];

/** A terminal, with a presenter at its keys or by itself. @throws LabError E_USAGE without one that has keys */
export function terminalPodium({ pace, width, cast, signal }: PodiumOptions): Podium {
  const { stdin, stdout } = process;
  if (pace === null && !stdin.isTTY) {
    throw new LabError('E_USAGE', {
      message: 'there is nobody at the keys',
      why: 'standard input is no terminal',
      mend: 'cni-lab demo --auto',
    });
  }
  const own = styleOf(stdout, process.env);
  const style: Style = { ...own, width: width ?? own.width };
  const write = (text: string) => {
    stdout.write(text);
    cast?.wrote(text);
  };
  const key = (prompt: string, keys: readonly string[]) => {
    write(prompt);
    return pressedKey(keys, signal);
  };
  return {
    style,
    say: (text) => write(`${text}\n`),
    ask: async (prompt, keys) => {
      if (pace !== null) return null;
      const pressed = await key(prompt, keys);
      write(`${pressed}\n`);
      return pressed;
    },
    rest: async () => {
      if (pace !== null) return delay(pace * 1000, undefined, { signal });
      const hint = style.colour.dim('  [space]');
      await key(hint, NEXT);
      write('\r           \r');
    },
  };
}

/** What was typed before anybody asked. */
const typed: string[] = [];

/** One of these; any other is passed over. @throws LabError E_INTERRUPTED */
function pressedKey(keys: readonly string[], signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.resume();
  return new Promise<string>((resolve, reject) => {
    const look = () => {
      for (let key = typed.shift(); key !== undefined; key = typed.shift()) {
        if (BREAK_OFF.includes(key)) return end(() => reject(brokenOff()));
        if (keys.includes(key)) return end(() => resolve(key));
      }
    };
    const onData = (data: Buffer) => {
      typed.push(...data.toString('utf8').toLowerCase());
      look();
    };
    const onAbort = () => end(() => reject(signal.reason));
    const end = (then: () => void) => {
      stdin.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      stdin.setRawMode(false);
      stdin.pause();
      then();
    };
    stdin.on('data', onData);
    signal.addEventListener('abort', onAbort);
    look();
  });
}

function brokenOff(): LabError {
  return new LabError('E_INTERRUPTED', {
    message: 'the lesson was broken off',
    why: 'x or Ctrl-C was pressed',
    mend: 'cni-lab demo',
  });
}
