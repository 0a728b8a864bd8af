import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowCounter } from '../../src/packets/flow-counter.ts';

describe('a counter of flows', () => {
  it('counts each on its own, however their numbers fall together', () => {
    // few values in the lower bits, by which places are found
    const number = fc
      .tuple(fc.nat({ max: 3 }), fc.integer())
      .map(([low, high]) => (high << 18) | low);
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.integer({ min: -2, max: 2 }))), (flows) => {
        const counter = new FlowCounter();
        const known = new Map<string, number>();
        for (const [flow, flow2] of flows) {
          const before = known.get(`${flow} ${flow2}`) ?? 0;
          expect(counter.count(flow, flow2)).toBe(before);
          expect(counter.total(flow, flow2)).toBe(before + 1);
          known.set(`${flow} ${flow2}`, before + 1);
        }
        if (!known.has('12345 6')) expect(counter.total(12345, 6)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('says so where there are more than it tells apart, and counts on those that it knows', () => {
    const counter = new FlowCounter();
    for (let flow = 0; flow < 200_000; flow++) expect(counter.count(flow, 1)).toBe(0);
    expect(counter.count(-1, 1)).toBeNull();
    expect(counter.total(-1, 1)).toBeNull();
    expect(counter.count(7, 1)).toBe(1);
    expect(counter.total(8, 1)).toBe(1);
  });
});
