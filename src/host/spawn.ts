import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ended } from './runner.ts';
import type { Start } from './start.ts';

const LAST_WORDS_MS = 200;

/** Starts programs by node's own spawn, with these environment variables and no others. */
export function spawner(env: Readonly<Record<string, string>>): Start {
  return ([file, ...args], output, { input, apart = false } = {}) => {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, args, { env, detached: apart, stdio: [stdin, 'pipe', 'pipe'] });
    child.stdin?.on('error', () => {}); // it ended before it had read all
    child.stdin?.end(input);
    // where no file can be opened any more there are no pipes either, whatever node's types say
    child.stdout?.on('data', output.stdout);
    child.stderr?.on('data', output.stderr);
    return {
      get pid() {
        return child.pid ?? -1;
      },
      ended: endOf(child),
      kill: (signal) => {
        child.kill(signal);
        if (signal === 'SIGKILL') void hearNoMore(child);
      },
    };
  };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let cause: Error | undefined;
    child.on('error', (error) => {
      cause = error;
      if (!child.stdout) reject(cause); // without pipes nothing is closed
    });
    child.on('close', (exitCode, signal) => {
      if (cause === undefined || child.pid !== undefined) resolve({ exitCode, signal });
      else reject(cause);
    });
  });
}

/** Of one that was killed: a process that it started may go on, and hold its pipes open. */
async function hearNoMore({ stdout, stderr }: ChildProcess): Promise<void> {
  await delay(LAST_WORDS_MS);
  for (const pipe of [stdout, stderr]) pipe?.destroy();
}
