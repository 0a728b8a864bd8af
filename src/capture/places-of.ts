import type { Lab } from '../labs/lab.ts';

/** Where there are taps to capture for, the place with the most first: it will have the most frames. */
export function placesOf({ taps }: Pick<Lab['topology'], 'taps'>): string[] {
  const counts = new Map<string, number>();
  for (const { namespace } of taps) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([place]) => place);
}
