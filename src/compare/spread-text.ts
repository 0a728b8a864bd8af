import type { Spread } from '../spread.ts';

/** Nanoseconds as microseconds, median and quartiles: `12.3 (10.1 to 15.0)`; of one alone `12.3`. */
export function spreadText({ count, median, lower, upper }: Spread): string {
  const [middle, low, high] = [median, lower, upper].map((ns) => (ns / 1000).toFixed(1));
  return count === 1 ? `${middle}` : `${middle} (${low} to ${high})`;
}
