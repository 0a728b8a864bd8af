import { ApiRefusal } from './api-refusal.ts';
import { pause } from './deadline.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;

/**
 * Does it again while it fails in a way that may pass by itself: after 100, 200, 400, 800 ms, or when
 * the server says. What is done must be harmless if done twice. Gives up at once if the next attempt
 * would come too late.
 * @param deadline when the time is up, as of performance.now()
 */
export async function retrying<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  deadline: number,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS || !isPassing(error)) throw error;
      const asked = error instanceof ApiRefusal ? error.retryAfterMs : null;
      const wait = asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      if (performance.now() + wait >= deadline) throw error;
      await pause(wait, signal);
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiRefusal) {
    if (error.code === 429) return true;
    // in a new namespace for a fraction of a second
    if (error.code === 403) return /error looking up service account/.test(error.message);
    return error.code >= 500 && error.code !== 501 && !/webhook/.test(error.message);
  }
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/.test(message);
}
