/** A program and its arguments; never a shell string. */
export type Argv = readonly [string, ...string[]];

export interface RunOptions {
  /** Text for its standard input; without it, standard input is empty. */
  readonly input?: string;
  /** It is killed after this many milliseconds (default 20 000). */
  readonly timeoutMs?: number;
  /** Aborting ends it. */
  readonly signal?: AbortSignal;
  /** In a session of its own: the Ctrl-C that a terminal sends to all of ours does not reach it. */
  readonly apart?: boolean;
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A process that goes on while we work: a capture, a server. */
export interface Running {
  readonly argv: Argv;
  readonly pid: number;
  /** Raw bytes of its standard output. */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** Its standard error, line by line. */
  readonly stderr: AsyncIterable<string>;
  /** Resolves when it has ended, however it ended. */
  readonly ended: Promise<Ended>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'SIGUSR1' | 'SIGSTOP' | 'SIGCONT'): void;
}

/**
 * Runs programs in one place (this host, a network namespace, later a kind node or a pod).
 * Captures, probes and device queries are written once against it.
 */
export interface Runner {
  /** Why programs of ours are not there, only the place's own tools; without it, they are. */
  readonly remote?: string;
  /** Runs to the end. @throws CommandError if it cannot start, fails, or takes too long. */
  run(argv: Argv, options?: RunOptions): Promise<Finished>;
  /** Starts it and returns at once. It is killed when this process dies. */
  start(argv: Argv): Running;
  /** The whole argument list, as seen from this host: for messages and for hand-over of a terminal. */
  argv(argv: Argv): Argv;
}
