import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import type { Argv, Runner } from '../host/runner.ts';

/** How long to ask. */
export const PATIENCE_MS = 20_000;
const BETWEEN_QUESTIONS_MS = 10;

/**
 * Asks until the command succeeds.
 * @param never what to say if it never does: without it, E_LAB_BROKEN
 * @throws LabError; CommandError if aborted
 */
export async function until(
  runner: Runner,
  argv: Argv,
  signal?: AbortSignal,
  never: (cause: CommandError) => LabError = (cause) => neverSo(argv, cause),
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await runner.run(argv, signal ? { signal } : {});
      return;
    } catch (error) {
      if (!(error instanceof CommandError) || signal?.aborted) throw error;
      if (Date.now() > deadline) throw never(error);
      await pause(BETWEEN_QUESTIONS_MS);
    }
  }
}

function neverSo(argv: Argv, cause: CommandError): LabError {
  const text = {
    message: `the lab did not come to what it is to show in ${PATIENCE_MS / 1000} s`,
    why: `"${argv.join(' ')}" fails: ${cause.stderr.trim() || 'it says nothing'}`,
    mend: 'cni-lab doctor',
  };
  return new LabError('E_LAB_BROKEN', text, { cause });
}
