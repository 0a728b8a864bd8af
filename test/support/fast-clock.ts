import { onTestFinished, vi } from 'vitest';

/** Until the test is over a second passes for Date in a few milliseconds: deadlines come soon. */
export function fastClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  const timer = setInterval(() => vi.setSystemTime(Date.now() + 200), 1);
  onTestFinished(() => {
    clearInterval(timer);
    vi.useRealTimers();
  });
}
