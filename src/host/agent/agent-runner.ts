import { CommandError } from '../command-error.ts';
import { outputQueues } from '../output-queues.ts';
import type { Argv, Ended, Finished, Runner, Running, RunOptions } from '../runner.ts';
import { type AgentCommand, NoSuchProgram } from './agent-command.ts';
import type { AgentConnection } from './agent-connection.ts';
import { AgentSession } from './agent-session.ts';

const DEFAULT_TIMEOUT_MS = 20_000;
/** How long a command may take to end once it was killed. */
const GRACE_MS = 1000;

/** Runs programs at the far end of one stream, which carries all of them side by side. */
export interface AgentRunner extends Runner {
  /** Resolves when the stream is closed, with the reason if it was not us. */
  readonly closed: Promise<string | null>;
  /** Kills all that was started, and closes the stream. */
  close(): Promise<void>;
}

/**
 * Opens a stream to a POSIX shell somewhere else and runs programs there: never one exec a command.
 * What was started ends with the stream, however that ends. A SIGINT reaches what handles it (tcpdump
 * does) and is a SIGTERM to what does not: a shell cannot start it otherwise.
 * @param place what it is called in messages
 * @param prefix what a person would type to run the same by hand
 * @param pingEveryMs how often the shell is asked whether it is still there; four silences end it all
 * @throws AgentLost if no shell takes orders; whatever `connect` throws
 */
export async function agentRunner(
  connect: () => Promise<AgentConnection>,
  place: string,
  prefix: (argv: Argv) => Argv,
  pingEveryMs = 1000,
): Promise<AgentRunner> {
  const session = await AgentSession.open(await connect(), place, pingEveryMs);
  return {
    closed: session.closed,
    close: () => session.close(),
    argv: prefix,
    run: (argv, options) => run(session, prefix, argv, options),
    start: (argv) => start(session, prefix, argv),
  };
}

async function run(
  session: AgentSession,
  prefix: (argv: Argv) => Argv,
  argv: Argv,
  { input, timeoutMs = DEFAULT_TIMEOUT_MS, signal }: RunOptions = {},
): Promise<Finished> {
  const [stdout, stderr]: [Uint8Array[], Uint8Array[]] = [[], []];
  const output = () => ({ stdout: text(stdout), stderr: text(stderr) });
  const failure = (cause: unknown) => commandError(prefix, argv, { ...output(), cause });
  if (signal?.aborted) throw failure(signal.reason);
  const command = order(failure, () =>
    session.start(
      'whole',
      argv,
      {
        stdout: (bytes) => stdout.push(bytes),
        stderr: (bytes) => stderr.push(bytes),
        end: () => {},
      },
      input,
    ),
  );
  let timedOut = false;
  let grace: NodeJS.Timeout | undefined;
  const end = (why: Error) => {
    command.kill('SIGKILL');
    grace ??= setTimeout(() => command.lose(why), GRACE_MS); // a child of it may hold its output
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end(new Error('it did not end when it was killed'));
  }, timeoutMs);
  const abort = () => end(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const ended = await command.ended;
    if (ended.exitCode === 0) return output();
    const cause = signal?.aborted ? signal.reason : undefined;
    throw commandError(prefix, argv, { ...output(), ...ended, timedOut, cause });
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw commandError(prefix, argv, { ...output(), timedOut, cause: error });
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    signal?.removeEventListener('abort', abort);
  }
}

function start(session: AgentSession, prefix: (argv: Argv) => Argv, argv: Argv): Running {
  const { stdout, stderr, sink } = outputQueues();
  const failure = (cause: unknown) => commandError(prefix, argv, { stdout: '', stderr: '', cause });
  const command = order(failure, () => session.start('stream', argv, sink));
  const ended = command.ended.catch((cause) => {
    throw failure(cause);
  });
  ended.catch(() => {}); // whoever awaits it still sees the failure
  return {
    argv,
    /** -1 until it has started there. */
    get pid() {
      return command.pid ?? -1;
    },
    stdout,
    stderr,
    ended,
    kill: (signal) => command.kill(signal),
  };
}

function order(failure: (cause: unknown) => CommandError, start: () => AgentCommand): AgentCommand {
  try {
    return start();
  } catch (cause) {
    throw failure(cause);
  }
}

function commandError(
  prefix: (argv: Argv) => Argv,
  argv: Argv,
  {
    stderr,
    cause,
    ...rest
  }: Partial<Ended> & { timedOut?: boolean; stdout: string; stderr: string; cause?: unknown },
): CommandError {
  const why = cause instanceof Error ? cause.message : '';
  return new CommandError({
    ...{ exitCode: null, signal: null, timedOut: false },
    ...rest,
    // the tool that is missing is the one that was asked for, not the one that leads there
    argv: cause instanceof NoSuchProgram ? argv : prefix(argv),
    stderr: [stderr.trimEnd(), why].filter(Boolean).join('\n'),
    ...(cause !== undefined && { cause }),
  });
}

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
