import { expect, it } from 'vitest';
import { portCounts } from '../../../src/labs/netns/port-statistics.ts';

it('reads what the ports of a process on DPDK have carried, in their order', () => {
  const line = (ipackets: number, opackets: number) =>
    JSON.stringify({ '/ethdev/stats': { ipackets, opackets, ibytes: 516, q_ipackets: [6, 0] } });
  const text = `{"version": "DPDK 22.11.11", "pid": 20206}\n${line(6, 5)}\n${line(4, 7)}\n`;
  expect(portCounts(text)).toEqual([
    { rx: 6, tx: 5 },
    { rx: 4, tx: 7 },
  ]);
  expect(portCounts('')).toEqual([]);
});
