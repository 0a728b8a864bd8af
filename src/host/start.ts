import type { Argv, Ended } from './runner.ts';

/** Who gets a process' output, as it comes. */
export interface Output {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

export interface StartOptions {
  /** Text for its standard input; without it, standard input is empty. */
  readonly input?: string | undefined;
  /** In a session of its own. */
  readonly apart?: boolean | undefined;
}

/** A child process, whoever forked it. */
export interface Started {
  /** -1 before it has started, and where it could not. */
  readonly pid: number;
  /**
   * Resolves when it has ended, and nobody holds its output open any more; all of that was given then. Of one that
   * was killed what it started may go on, and is not heard any more.
   * @throws NodeJS.ErrnoException if it could not start
   */
  readonly ended: Promise<Ended>;
  /** Does nothing when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program. @throws TypeError if an argument has a NUL; NodeJS.ErrnoException */
export type Start = (argv: Argv, output: Output, options?: StartOptions) => Started;
