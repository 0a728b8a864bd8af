import { constants } from 'node:os';
import { execa } from 'execa';
import { CommandError } from './command-error.ts';
import type { Argv } from './runner.ts';

/**
 * Gives this terminal to another program until it ends; signals are its business meanwhile.
 * @returns its exit code, 128 + n if signal n ended it
 * @throws CommandError if it cannot start
 */
export async function handOver([file, ...args]: Argv): Promise<number> {
  const ignore = () => {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const) process.on(signal, ignore);
  const result = await execa(file, args, { stdio: 'inherit', reject: false });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal) return 128 + constants.signals[result.signal as NodeJS.Signals];
  throw new CommandError({
    ...{ argv: [file, ...args], exitCode: null, signal: null, timedOut: false },
    ...{ stdout: '', stderr: '', cause: result.cause },
  });
}
