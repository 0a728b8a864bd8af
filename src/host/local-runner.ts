import { CommandError } from './command-error.ts';
import { childEnvironment } from './environment.ts';
import { MORTAL } from './mortal.ts';
import { outputQueues } from './output-queues.ts';
import type { Argv, Finished, Runner, Running, RunOptions } from './runner.ts';
import { shippedStarter } from './shipped-starter.ts';
import { spawner } from './spawn.ts';
import type { Output, Start, StartOptions } from './start.ts';
import { StarterLost } from './starter.ts';

const DEFAULT_TIMEOUT_MS = 20_000;

/**
 * Runs programs on this host: a verification starts some twenty, and what each start costs, and what a
 * library adds to it, is a good part of the whole run. So a small process of ours does it.
 */
export const localRunner: Runner = runnerBy(shippedStarter(childEnvironment(process.env)));

/** The same by node's own spawn, for few programs that need more of the user's environment. */
export function localRunnerWith(more: Readonly<Record<string, string>>): Runner {
  return runnerBy(spawner({ ...childEnvironment(process.env), ...more }));
}

/** Runs programs that are started so. */
export function runnerBy(start: Start): Runner {
  return {
    async run(argv, { input, timeoutMs = DEFAULT_TIMEOUT_MS, signal, apart }: RunOptions = {}) {
      const [stdout, stderr]: [Uint8Array[], Uint8Array[]] = [[], []];
      const output = {
        stdout: (bytes: Uint8Array) => stdout.push(bytes),
        stderr: (bytes: Uint8Array) => stderr.push(bytes),
      };
      const { child, ended } = started(start, argv, output, { input, apart });
      const kill = () => child.kill('SIGKILL');
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        kill();
      }, timeoutMs);
      if (signal?.aborted) kill();
      signal?.addEventListener('abort', kill, { once: true });
      const end = await ended.finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', kill);
      });
      const texts = { stdout: text(stdout), stderr: text(stderr) };
      if (end.exitCode === 0) return texts satisfies Finished;
      throw new CommandError({ argv, ...end, timedOut, ...texts });
    },

    start(argv): Running {
      const { stdout, stderr, sink } = outputQueues();
      const { child, ended } = started(start, [...MORTAL, ...argv], sink);
      ended.then(sink.end, sink.end); // whoever awaits it still sees the failure
      return {
        argv,
        get pid() {
          return child.pid;
        },
        ...{ stdout, stderr, ended, kill: child.kill },
      };
    },

    argv: (argv) => argv,
  };
}

/** Most failures to start are told when it would have ended; some, such as EPERM, are thrown by node. */
function started(start: Start, argv: Argv, output: Output, options?: StartOptions) {
  const failure = (cause: unknown) => {
    const stderr = cause instanceof StarterLost ? cause.message : '';
    return new CommandError({ ...COULD_NOT_START, argv, stderr, cause });
  };
  try {
    const child = start(argv, output, options);
    const ended = child.ended.catch((cause) => {
      throw failure(cause);
    });
    return { child, ended };
  } catch (cause) {
    throw failure(cause);
  }
}

const COULD_NOT_START = { exitCode: null, signal: null, timedOut: false, stdout: '' };

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
