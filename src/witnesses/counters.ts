import { LabError } from '../errors.ts';
import type { PortCount, Tap } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';

/**
 * Packets that the taps' devices counted between two looks at them, and processes behind them.
 * @throws LabError E_LAB_BROKEN if a device is another one by now: it has counted other packets
 */
export function countedSince(before: readonly Tap[], after: readonly Tap[]): Evidence['counters'] {
  return before.map((then) => {
    const now = after.find((tap) => tap.name === then.name)!;
    if (now.ifindex !== then.ifindex) throw exchanged(then, now);
    const port = then.port && now.port ? difference(then.port, now.port) : null;
    const isAsked = then.port !== undefined;
    return { tap: then.name, ...difference(then, now), ...(isAsked && { port }) };
  });
}

function difference(then: PortCount, now: PortCount): PortCount {
  return { rx: now.rx - then.rx, tx: now.tx - then.tx };
}

function exchanged(then: Tap, now: Tap): LabError {
  return new LabError('E_LAB_BROKEN', {
    message: `${then.device} of ${then.place} is another device than when the captures began`,
    why: `its ifindex was ${then.ifindex}, and is ${now.ifindex}: another program is at work on it`,
    mend: 'end that program, then try again',
  });
}
