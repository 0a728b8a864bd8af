import { type ChildProcess, spawn } from 'node:child_process';
import type { Ended } from './runner.ts';
import type { Start } from './start.ts';

/** Starts programs by node's own spawn, with these environment variables and no others. */
export function spawner(env: Readonly<Record<string, string>>): Start {
  return ([file, ...args], output, { input, apart = false } = {}) => {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, args, { env, detached: apart, stdio: [stdin, 'pipe', 'pipe'] });
    child.stdin?.on('error', () => {}); // it ended before it had read all
    child.stdin?.end(input);
    child.stdout!.on('data', output.stdout);
    child.stderr!.on('data', output.stderr);
    return {
      get pid() {
        return child.pid ?? -1;
      },
      ended: endOf(child),
      kill: (signal) => void child.kill(signal),
    };
  };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let cause: Error | undefined;
    child.on('error', (error) => {
      cause = error;
    });
    child.on('close', (exitCode, signal) => {
      if (cause === undefined || child.pid !== undefined) resolve({ exitCode, signal });
      else reject(cause);
    });
  });
}
