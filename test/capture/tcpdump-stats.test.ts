import { describe, expect, it } from 'vitest';
import { TcpdumpStatsReader } from '../../src/capture/tcpdump-stats.ts';

/** What each line gives. */
const read = (...lines: string[]) => {
  const reader = new TcpdumpStatsReader();
  return lines.map((line) => reader.read(line));
};

describe('the counts of tcpdump', () => {
  it('come in one line when it is asked', () => {
    expect(
      read('tcpdump: 6 packets captured, 7 packets received by filter, 1 packet dropped by kernel'),
    ).toEqual([{ captured: 6, received: 7, dropped: 1 }]);
  });

  it('come in three lines at its end', () => {
    expect(
      read('12 packets captured', '14 packets received by filter', '2 packets dropped by kernel'),
    ).toEqual([null, null, { captured: 12, received: 14, dropped: 2 }]);
  });

  it('may be of one packet, or of none', () => {
    expect(
      read('1 packet captured, 1 packet received by filter, 0 packets dropped by kernel'),
    ).toEqual([{ captured: 1, received: 1, dropped: 0 }]);
  });

  it('are the newest each time it is asked', () => {
    const line = (n: number) =>
      `tcpdump: ${n} packets captured, ${n} packets received by filter, 0 packets dropped by kernel`;
    expect(read(line(1), line(2)).map((s) => s?.captured)).toEqual([1, 2]);
  });

  it('are not there before a line completes them', () => {
    expect(read('3 packets dropped by kernel')).toEqual([null]);
    expect(read('3 packets captured', '3 packets dropped by kernel')).toEqual([null, null]);
  });

  it('are not in the other lines that it writes', () => {
    expect(
      read(
        'tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 256 bytes',
        '0 packets dropped by interface',
        '',
      ),
    ).toEqual([null, null, null]);
  });
});
