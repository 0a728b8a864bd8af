import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom, shuffled } from '../../src/bench/random.ts';
import { schedule } from '../../src/bench/schedule.ts';
import { MEASURES } from '../../src/bench/slice.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the order of slices', () => {
  it('has every lab once at every measure in every round, the labs of a measure side by side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        seeds,
        (rounds, labs, seed) => {
          const places = Array.from({ length: labs }, (_, place) => place);
          const turns = schedule(rounds, MEASURES, places, randomFrom(seed));
          expect(turns).toHaveLength(rounds * MEASURES.length * labs);
          for (let i = 0; i < turns.length; i += labs) {
            const near = turns.slice(i, i + labs);
            expect(new Set(near.map(({ round, measure }) => `${round} ${measure}`)).size).toBe(1);
            expect(near.map(({ place }) => place).toSorted()).toEqual(places);
          }
          const rounded = turns.map(({ round }) => round);
          expect(rounded).toEqual(rounded.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('is by chance, and the same for the same seed', () => {
    const of = (seed: number) => schedule(10, MEASURES, [0, 1, 2, 3], randomFrom(seed));
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
    const firsts = of(7).filter((_, i) => i % 4 === 0);
    expect(new Set(firsts.map(({ place }) => place)).size).toBe(4); // nobody always goes first
  });
});

describe('chance', () => {
  it('is even: each place of a list is as likely for each item', () => {
    const random = randomFrom(42);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[shuffled(['a', 'b', 'c', 'd'], random).indexOf('a')]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200); // 5 sigma
  });

  it('gives numbers from 0 up to 1 for any seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomFrom(seed);
        for (let i = 0; i < 20; i++) {
          const number = random();
          expect(number >= 0 && number < 1).toBe(true);
        }
      }),
    );
  });

  it('shuffles without losing any, and leaves the list as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), seeds, (items, seed) => {
        const before = [...items];
        expect(shuffled(items, randomFrom(seed)).toSorted()).toEqual(items.toSorted());
        expect(items).toEqual(before);
      }),
    );
  });
});
