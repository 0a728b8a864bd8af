import { expect, it } from 'vitest';
import type { Tap } from '../../src/labs/lab.ts';
import { countedSince } from '../../src/witnesses/counters.ts';

const tap = (rx: number, tx: number, port?: Tap['port']): Tap => ({
  ...{ name: 'pod1/eth0', place: 'pod1', device: 'eth0', ifindex: 2, mac: null, xdp: null },
  ...{ rx, tx },
  ...(port !== undefined && { port }),
});
const since = (before: Tap, after: Tap) => countedSince([before], [after]);

it('counts what passed between two looks, at the device and at the process behind it', () => {
  expect(since(tap(5, 7), tap(8, 9))).toEqual([{ tap: 'pod1/eth0', rx: 3, tx: 2 }]);
  expect(since(tap(5, 7, { rx: 1, tx: 2 }), tap(8, 9, { rx: 4, tx: 4 }))).toEqual([
    { tap: 'pod1/eth0', rx: 3, tx: 2, port: { rx: 3, tx: 2 } },
  ]);
});

it('does not take the count of another device that has the name by now', () => {
  const other = { ...tap(8, 9), ifindex: 7 };
  expect(() => since(tap(5, 7), other)).toThrow('is another device than when the captures began');
});

it('has no word of a process that did not answer each time', () => {
  for (const [then, now] of [
    [null, { rx: 4, tx: 4 }],
    [{ rx: 1, tx: 2 }, null],
  ])
    expect(since(tap(5, 7, then), tap(8, 9, now))[0]!.port).toBeNull();
});
