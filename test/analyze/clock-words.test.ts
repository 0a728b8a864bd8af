import { describe, expect, it } from 'vitest';
import { clockWords, duration } from '../../src/analyze/clock-words.ts';
import type { Clocks } from '../../src/analyze/clocks.ts';

const NEAR = ['pod1/eth0', 'node1/eth0'];
const FAR = ['node2/eth0', 'pod2/eth0'];
const ITSELF = { least: 0n, most: 0n };

const said = (are: Clocks['are'], least: bigint | null, most: bigint | null, pairs = 3) =>
  clockWords({
    ...{ are, pairs },
    clocks: [
      { taps: NEAR, ahead: ITSELF },
      { taps: FAR, ahead: { least, most } },
    ],
  }).join();

describe('what is said of clocks', () => {
  it('is how far they are apart, how sure that is, and from what', () => {
    expect(said('apart', 3_599_999_980_000n, 3_600_000_020_000n)).toBe(
      'the clock of node2/eth0, pod2/eth0 is 1 h (give or take 20 us) ahead of that of pod1/eth0, node1/eth0, reckoned from 3 request/reply pairs: corrected for',
    );
    expect(said('apart', -2_600_000n, -2_400_000n, 1)).toContain(
      'is 2.5 ms (give or take 100 us) behind that of pod1/eth0, node1/eth0, reckoned from 1 request/reply pair:',
    );
  });

  it('is a bound where there is one alone', () => {
    expect(said('apart', 5_000n, null)).toContain('is at least 5 us ahead of');
    expect(said('apart', null, -5_000n)).toContain('is at least 5 us behind');
    expect(said('apart', null, 5_000n)).toContain('is at most 5 us ahead of');
    expect(said('apart', -5_000n, null)).toContain('is at most 5 us behind');
  });

  it('is that they agree, if they are of two nodes, and how well', () => {
    expect(said('one', -10_000n, 30_000n)).toBe(
      "the nodes' clocks agree: between 10 us behind and 30 us ahead, reckoned from 3 request/reply pairs",
    );
    expect(clockWords({ are: 'one', pairs: 3, clocks: [] })).toEqual([]);
    const taps = ['pod1/eth0'];
    expect(clockWords({ are: 'one', pairs: 3, clocks: [{ taps, ahead: ITSELF }] })).toEqual([]);
  });

  it('is that they drift; and nothing where none explain the stamps', () => {
    expect(said('drifting', null, null)).toContain('times are not compared between them');
    expect(said('contradicted', null, null)).toBe('');
  });
});

describe('a duration', () => {
  it.each([
    [0n, '0 ns'],
    [999n, '999 ns'],
    [1_500n, '1.5 us'],
    [2_345_678n, '2.35 ms'],
    [1_000_000_000n, '1 s'],
    [60_000_000_000n, '1 min'],
    [3_599_999_999_000n, '1 h'],
    [3_723_250_000_000n, '1 h 2 min 3.25 s'],
    [90_000_000_000_000n, '1 d 1 h'],
  ])('of %s ns is %s', (ns, text) => {
    expect(duration(ns)).toBe(text);
  });
});
