import type { Tap } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';

/** Packets that the taps' devices counted between two looks at them. */
export function countedSince(before: readonly Tap[], after: readonly Tap[]): Evidence['counters'] {
  return before.map((then) => {
    const now = after.find((tap) => tap.name === then.name)!;
    return { tap: then.name, rx: now.rx - then.rx, tx: now.tx - then.tx };
  });
}
