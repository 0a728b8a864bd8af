import type { PortCount, Tap } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';

/** Packets that the taps' devices counted between two looks at them, and processes behind them. */
export function countedSince(before: readonly Tap[], after: readonly Tap[]): Evidence['counters'] {
  return before.map((then) => {
    const now = after.find((tap) => tap.name === then.name)!;
    const port = then.port && now.port ? difference(then.port, now.port) : null;
    const isAsked = then.port !== undefined;
    return { tap: then.name, ...difference(then, now), ...(isAsked && { port }) };
  });
}

function difference(then: PortCount, now: PortCount): PortCount {
  return { rx: now.rx - then.rx, tx: now.tx - then.tx };
}
