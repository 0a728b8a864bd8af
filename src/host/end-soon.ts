import type { Running } from './runner.ts';

/** Asks a process to end, and kills it where it does not: one that was stopped hears of SIGKILL alone. */
export async function endSoon(
  process: Running,
  signal: 'SIGINT' | 'SIGTERM',
  withinMs: number,
): Promise<void> {
  process.kill(signal);
  const timer = setTimeout(() => process.kill('SIGKILL'), withinMs);
  await process.ended.catch(() => {}); // it could not start
  clearTimeout(timer);
}
