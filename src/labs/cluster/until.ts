import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 200;

/** The first answer that is not null; null if none comes in time. @throws what asking throws, AbortError */
export async function until<T>(
  ask: () => Promise<T | null>,
  withinMs: number,
  signal?: AbortSignal,
): Promise<T | null> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null || Date.now() > deadline) return answer;
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}
