import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa, type Options } from 'execa';
import { CommandError } from './command-error.ts';
import { childEnvironment } from './environment.ts';
import type { Argv, Finished, Runner, Running } from './runner.ts';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Runs programs on this host. */
export const localRunner: Runner = {
  async run([file, ...args], options = {}): Promise<Finished> {
    const result = await execa(file, args, {
      ...BASE,
      input: options.input ?? '',
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      forceKillAfterDelay: 1000,
      ...(options.signal && { cancelSignal: options.signal }),
    });
    if (result.failed) {
      throw new CommandError({
        argv: [file, ...args],
        exitCode: result.exitCode ?? null,
        signal: result.signal ?? null,
        timedOut: result.timedOut,
        stdout: String(result.stdout ?? ''),
        stderr: String(result.stderr ?? ''),
        cause: result.cause,
      });
    }
    return { stdout: String(result.stdout), stderr: String(result.stderr) };
  },

  start(argv): Running {
    // The kernel kills it when this process dies, so that even kill -9 leaves no capture behind.
    const [file, ...args] = ['setpriv', '--pdeathsig', 'KILL', ...argv] as const;
    const child = execa(file, args, { ...BASE, buffer: false, stdin: 'ignore' });
    const ended = child.then((result) => {
      if (result.exitCode === undefined && result.signal === undefined) {
        throw new CommandError({
          argv,
          exitCode: null,
          signal: null,
          timedOut: false,
          stdout: '',
          stderr: '',
          cause: result.cause,
        });
      }
      return { exitCode: result.exitCode ?? null, signal: result.signal ?? null };
    });
    ended.catch(() => {}); // whoever awaits it still sees the failure
    return {
      argv,
      pid: child.pid ?? -1,
      stdout: child.stdout as Readable,
      stderr: createInterface({ input: child.stderr as Readable }),
      ended,
      kill: (signal) => void child.kill(signal),
    };
  },

  argv: (argv: Argv) => argv,
};

const BASE = {
  reject: false,
  extendEnv: false,
  env: childEnvironment(process.env),
  stripFinalNewline: false,
} as const satisfies Options;
