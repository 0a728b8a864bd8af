import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concluded,
  LEAST_ROUNDS,
  noiseFactor,
  pairedRatios,
  spreadOfValues,
} from '../../src/bench/paired.ts';

const spread = (lower: number, median: number, upper: number, count = LEAST_ROUNDS) => ({
  ...{ count, lower, median, upper },
});
const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('paired ratios', () => {
  it('are of the same round, and of no round in which either has no value', () => {
    expect(pairedRatios([2, null, 9, 8], [4, 5, null, 2])).toEqual([0.5, null, null, 4]);
    expect(pairedRatios([2, 3], [4])).toEqual([0.5, null]);
  });

  it('do not change when a machine is slower in some rounds, for all alike', () => {
    const rounds = fc.array(fc.record({ a: positive, b: positive, slow: positive }));
    fc.assert(
      fc.property(rounds, (all) => {
        const quiet = pairedRatios(
          all.map(({ a }) => a),
          all.map(({ b }) => b),
        );
        const busy = pairedRatios(
          all.map(({ a, slow }) => a * slow),
          all.map(({ b, slow }) => b * slow),
        );
        for (const [i, ratio] of busy.entries()) expect(ratio).toBeCloseTo(quiet[i]!, 6);
      }),
    );
  });

  it('are all in the spread, however far out, and only what is there is', () => {
    const values = fc.array(fc.option(positive));
    fc.assert(
      fc.property(values, (all) => {
        const there = all.filter((one) => one !== null);
        expect(spreadOfValues(all)?.count ?? 0).toBe(there.length);
      }),
    );
    expect(spreadOfValues([1, 1, 1000])!.upper).toBeGreaterThan(500);
    expect(spreadOfValues([null])).toBeNull();
  });
});

describe('noise', () => {
  it('is how far from 1 the further quartile is, whichever lab is the odd one', () => {
    expect(noiseFactor(spread(0.98, 1, 1.01))).toBeCloseTo(1 / 0.98);
    expect(noiseFactor(spread(0.99, 1, 1.05))).toBeCloseTo(1.05);
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        const noise = noiseFactor(spread(lower, lower, upper));
        expect(noise).toBeGreaterThanOrEqual(1);
        expect(noise).toBeCloseTo(noiseFactor(spread(1 / upper, 1 / upper, 1 / lower)), 6);
      }),
    );
  });
});

describe('a winner', () => {
  it('is named by what is better: less time, or more in a time', () => {
    expect(concluded(spread(0.89, 0.9, 0.91), 'less', 1.02)).toBe('faster');
    expect(concluded(spread(1.1, 1.2, 1.3), 'less', 1.02)).toBe('slower');
    expect(concluded(spread(0.89, 0.9, 0.91), 'more', 1.02)).toBe('slower');
    expect(concluded(spread(1.1, 1.2, 1.3), 'more', 1.02)).toBe('faster');
  });

  it('is not named where the quartiles straddle 1, whatever the noise and the rounds', () => {
    const below = fc.double({ min: 0.001, max: 1, noNaN: true });
    const above = fc.double({ min: 1, max: 1000, noNaN: true });
    const noises = fc.option(above);
    fc.assert(
      fc.property(below, above, noises, fc.nat(1000), (lower, upper, noise, more) => {
        const said = concluded(spread(lower, 1, upper, LEAST_ROUNDS + more), 'less', noise);
        expect(said).toBe('not told apart');
      }),
    );
  });

  it('is not named where the quartiles reach into the noise, on either side, or nobody knows the noise', () => {
    expect(concluded(spread(0.94, 0.95, 0.96), 'less', 1.03)).toBe('faster');
    expect(concluded(spread(0.94, 0.95, 0.98), 'less', 1.03)).toBe('not told apart');
    expect(concluded(spread(1.02, 1.05, 1.06), 'less', 1.03)).toBe('not told apart');
    expect(concluded(spread(0.4, 0.5, 0.6), 'less', null)).toBe('not told apart');
  });

  it('is not named after too few rounds, however clear it looks', () => {
    const few = spread(0.1, 0.1, 0.1, LEAST_ROUNDS - 1);
    expect(concluded(few, 'less', 1)).toBe('too few rounds');
  });

  it('is the other one, if the two are exchanged', () => {
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 1, max: 2, noNaN: true }), (a, b, noise) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        const one = concluded(spread(lower, lower, upper), 'less', noise);
        const other = concluded(spread(1 / upper, 1 / upper, 1 / lower), 'less', noise);
        const exchanged = { faster: 'slower', slower: 'faster' }[one as string] ?? one;
        // a bound that is met to the last bit may fall on either side
        fc.pre(
          [lower, upper].every((x) => Math.abs(Math.abs(Math.log(x)) - Math.log(noise)) > 1e-9),
        );
        expect(other).toBe(exchanged);
      }),
    );
  });
});
