import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import { childEnvironment } from './environment.ts';
import { MORTAL } from './mortal.ts';
import type { Argv, Ended, Finished, Runner, Running, RunOptions } from './runner.ts';

const DEFAULT_TIMEOUT_MS = 20_000;
const LAST_WORDS_MS = 200;

/**
 * Runs programs on this host, by node's own spawn: a verification starts some twenty processes, and
 * what a library adds to each start and to its own loading is a quarter of the whole run.
 */
export const localRunner: Runner = localRunnerWith({});

/** The same, for programs that need more of the user's environment. */
export function localRunnerWith(more: Readonly<Record<string, string>>): Runner {
  const start = starter({ ...childEnvironment(process.env), ...more });
  return {
    async run(argv, { input, timeoutMs = DEFAULT_TIMEOUT_MS, signal, apart }: RunOptions = {}) {
      const child = start(argv, input === undefined ? 'ignore' : 'pipe', {
        killSignal: 'SIGKILL',
        detached: apart ?? false,
        ...(signal && { signal }),
      });
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        child.process.kill('SIGKILL');
        void hearNoMore(child.process);
      }, timeoutMs);
      const abandon = () => void hearNoMore(child.process); // node kills it
      signal?.addEventListener('abort', abandon, { once: true });
      child.process.stdin?.on('error', () => {}); // it ended before it had read all
      child.process.stdin?.end(input);
      const [stdout, stderr, ended] = await Promise.all([
        text(output(child.process.stdout)),
        text(output(child.process.stderr)),
        child.ended,
      ]).finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abandon);
      });
      if (ended.exitCode === 0) return { stdout, stderr } satisfies Finished;
      throw new CommandError({ argv, ...ended, timedOut, stdout, stderr });
    },

    start(argv): Running {
      const child = start([...MORTAL, ...argv], 'ignore', {});
      return {
        argv,
        pid: child.process.pid ?? -1,
        stdout: output(child.process.stdout),
        // the iterator at once: readline forgets lines, and its own end, if it is asked for one later
        stderr: createInterface({ input: output(child.process.stderr) })[Symbol.asyncIterator](),
        ended: child.ended,
        kill: (signal) => void child.process.kill(signal),
      };
    },

    argv: (argv) => argv,
  };
}

function starter(env: Record<string, string>) {
  return (argv: Argv, stdin: 'ignore' | 'pipe', options: SpawnOptions) => {
    const [file, ...args] = argv;
    const child = spawned(argv, () =>
      spawn(file, args, { ...options, env, stdio: [stdin, 'pipe', 'pipe'] }),
    );
    return { process: child, ended: endOf(child, argv) };
  };
}

function endOf(child: ChildProcess, argv: Argv): Promise<Ended> {
  const ended = new Promise<Ended>((resolve, reject) => {
    let cause: Error | undefined;
    child.on('error', (error) => {
      cause = error; // it could not start, or was aborted
      if (!child.stdout) reject(new CommandError({ ...COULD_NOT_START, argv, cause }));
    });
    child.on('close', (exitCode, signal) => {
      if (cause === undefined || child.pid !== undefined) resolve({ exitCode, signal });
      else reject(new CommandError({ ...COULD_NOT_START, argv, cause }));
    });
  });
  ended.catch(() => {}); // whoever awaits it still sees the failure
  return ended;
}

/** Where no file can be opened any more there are no pipes either, whatever node's types say. */
function output(pipe: Readable | null | undefined): Readable {
  return pipe ?? Readable.from([]);
}

/** Of one that was killed: a process that it started may stand still, and hold its pipes open. */
async function hearNoMore({ stdout, stderr }: ChildProcess): Promise<void> {
  await delay(LAST_WORDS_MS);
  for (const pipe of [stdout, stderr]) pipe?.destroy();
}

/** Most failures to start are events; some, such as EPERM, node throws. */
function spawned(argv: Argv, start: () => ChildProcess): ChildProcess {
  try {
    return start();
  } catch (cause) {
    throw new CommandError({ ...COULD_NOT_START, argv, cause });
  }
}

const COULD_NOT_START = { exitCode: null, signal: null, timedOut: false, stdout: '', stderr: '' };

async function text(stream: Readable): Promise<string> {
  let all = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    all += chunk;
  });
  await new Promise((resolve) => stream.on('close', resolve));
  return all;
}
