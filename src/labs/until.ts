import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import type { Argv, Runner } from '../host/runner.ts';

/** How long to ask. */
export const PATIENCE_MS = 20_000;
const BETWEEN_QUESTIONS_MS = 10;

/**
 * Asks until there is no trouble any more.
 * @param trouble what is still in the way; null when nothing is
 * @param never what to say if that is so to the end
 * @throws LabError; whatever aborting makes of it
 */
export async function untilFree<T>(
  trouble: () => Promise<T | null>,
  never: (last: T) => LabError,
  { signal, patienceMs = PATIENCE_MS, betweenMs = BETWEEN_QUESTIONS_MS }: Patience = {},
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const last = await trouble();
    if (last === null) return;
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw never(last);
    await pause(betweenMs);
  }
}

interface Patience {
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
  readonly betweenMs?: number;
}

/**
 * Asks until the command succeeds.
 * @param never what to say if it never does: without it, E_LAB_BROKEN
 * @throws LabError; CommandError if aborted
 */
export function until(
  runner: Runner,
  argv: Argv,
  signal?: AbortSignal,
  never: (cause: CommandError) => LabError = (cause) => neverSo(argv, cause),
): Promise<void> {
  const abort = signal ? { signal } : {};
  const failure = async () => {
    try {
      await runner.run(argv, abort);
      return null;
    } catch (error) {
      if (!(error instanceof CommandError) || signal?.aborted) throw error;
      return error;
    }
  };
  return untilFree(failure, never, abort);
}

function neverSo(argv: Argv, cause: CommandError): LabError {
  const text = {
    message: `the lab did not come to what it is to show in ${PATIENCE_MS / 1000} s`,
    why: `"${argv.join(' ')}" fails: ${cause.stderr.trim() || 'it says nothing'}`,
    mend: 'cni-lab doctor',
  };
  return new LabError('E_LAB_BROKEN', text, { cause });
}
