import type { Argv } from './runner.ts';
import { shellQuote } from './shell-quote.ts';

export interface CommandFailure {
  readonly argv: Argv;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly cause?: unknown;
}

/** A program that could not start, failed or took too long. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly argv: Argv;
  /** The command as it can be pasted into a shell. */
  readonly line: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** All that it wrote to standard output. */
  readonly stdout: string;
  /** All that it wrote to standard error; the message has the last lines. */
  readonly stderr: string;

  constructor(failure: CommandFailure) {
    const tail = failure.stderr.trim().split('\n').slice(-5).join('\n');
    const line = shellQuote(failure.argv);
    super(`${line}: ${ending(failure)}${tail ? `: ${tail}` : ''}`, { cause: failure.cause });
    this.argv = failure.argv;
    this.line = line;
    this.exitCode = failure.exitCode;
    this.signal = failure.signal;
    this.timedOut = failure.timedOut;
    this.stdout = failure.stdout;
    this.stderr = failure.stderr.trim();
  }

  /** The tool that is not installed, if that is why it failed. */
  get missingTool(): string | null {
    if ((this.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return this.argv[0];
    const [, utilLinux, busybox] =
      /failed to execute ([^:]+): No such file|nsenter: can't execute '([^']+)': No such file/.exec(
        this.stderr,
      ) ?? [];
    return utilLinux ?? busybox ?? null;
  }
}

function ending(failure: CommandFailure): string {
  if (failure.timedOut) return 'took too long';
  if (failure.signal) return `ended by ${failure.signal}`;
  if (failure.exitCode === null) {
    const { code } = Object(failure.cause) as NodeJS.ErrnoException;
    return code === undefined ? 'could not start' : `could not start (${code})`;
  }
  return `exit code ${failure.exitCode}`;
}
