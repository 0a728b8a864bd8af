import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, type Walk } from '../../src/analyze/clock-bounds.ts';

const A = ['a'];
const B = ['b'];
const C = ['c'];

const walk = (...steps: readonly (readonly [string, number])[]): Walk =>
  steps.map(([tap, at]) => ({ tap, timestampNs: BigInt(at) }));

describe('bounds of clocks', () => {
  it('are as in NTP: at most what a request seems to take, at least what its reply seems to', () => {
    // b is 100 ahead: there at 10 (110), back from there at 20 (120), here at 33
    const there = walk(['a', 0], ['b', 110], ['b', 120], ['a', 33]);
    expect(boundsOf([A, B], [there])).toEqual([
      { least: 0n, most: 0n },
      { least: 87n, most: 110n },
    ]);
  });

  it('are one-sided where nothing comes back, and none where clocks never meet', () => {
    expect(boundsOf([A, B], [walk(['a', 0], ['b', 5])])![1]).toEqual({ least: null, most: 5n });
    expect(boundsOf([A, B], [walk(['a', 0]), walk(['b', 5])])![1]).toEqual({
      ...{ least: null, most: null },
    });
  });

  it('reach over a clock between', () => {
    const there = walk(['a', 0], ['b', 1000], ['c', 7]);
    const back = walk(['c', 8], ['b', 1010], ['a', 30]);
    expect(boundsOf([A, B, C], [there, back])![2]).toEqual({ least: -22n, most: 7n });
  });

  it('are none where one clock ran backwards, or two cannot both be right', () => {
    expect(boundsOf([['a', 'b']], [walk(['a', 1], ['b', 0])])).toBeNull();
    expect(boundsOf([A, B], [walk(['a', 0], ['b', 5], ['a', 4], ['b', 20], ['a', 3])])).toBeNull();
  });

  /** True times, and what clocks with these leads make of them. */
  const stamped = fc.record({
    leads: fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), {
      ...{ minLength: 3, maxLength: 3 },
    }),
    trips: fc.array(fc.array(fc.nat({ max: 1000 }), { minLength: 6, maxLength: 6 }), {
      ...{ minLength: 1, maxLength: 5 },
    }),
  });

  it('hold the truth, and together are met at their least, at their most, and half-way', () => {
    fc.assert(
      fc.property(stamped, ({ leads, trips }) => {
        const walks = trips.map((delays): Walk => {
          let now = 0n;
          return ['a', 'b', 'c', 'c', 'b', 'a'].map((tap, i) => {
            now += BigInt(delays[i]!);
            return { tap, timestampNs: now + leads['abc'.indexOf(tap)]! };
          });
        });
        const bounds = boundsOf([A, B, C], walks)!;
        const truth = leads.map((lead) => lead - leads[0]!);
        const least = bounds.map((b) => b.least!);
        const most = bounds.map((b) => b.most!);
        truth.forEach((lead, i) => {
          expect(least[i]! <= lead && lead <= most[i]!).toBe(true);
        });
        const half = least.map((one, i) => (one + most[i]!) >> 1n);
        for (const chosen of [least, most, half]) {
          const righted = walks.map((steps) =>
            steps.map((s) => ({
              ...s,
              timestampNs: s.timestampNs - chosen['abc'.indexOf(s.tap)]!,
            })),
          );
          expect(boundsOf([['a', 'b', 'c']], righted)).not.toBeNull();
        }
      }),
    );
  });
});
