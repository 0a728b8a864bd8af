import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, type ResultVerdict, worstOf } from '../../src/report/run-document.ts';

const P = 'pass';
const F = 'fail';
const I = 'inconclusive';
const S = 'skipped';

describe('several results together', () => {
  it.each<[ResultVerdict[], number, number, ResultVerdict]>([
    // results, exit code, exit code with --strict, the word
    [[P], 0, 0, P],
    [[F], 1, 1, F],
    [[I], 4, 4, I],
    [[S], 3, 3, S],
    [[P, P], 0, 0, P],
    [[P, F], 1, 1, F],
    [[P, I], 4, 4, I],
    [[P, S], 0, 3, P],
    [[F, I], 1, 1, F],
    [[F, S], 1, 1, F],
    [[I, S], 4, 4, I],
    [[S, S], 3, 3, S],
    [[P, F, I, S], 1, 1, F],
    [[P, I, S], 4, 4, I],
    [[P, S, S], 0, 3, P],
    [[], 0, 0, S],
  ])('%j exit with %i, strictly with %i, and are a %s', (results, code, strict, word) => {
    expect(exitCodeOf(results)).toBe(code);
    expect(exitCodeOf(results, true)).toBe(strict);
    expect(worstOf(results)).toBe(word);
  });

  const results = fc.array(fc.constantFrom<ResultVerdict>(P, F, I, S), { minLength: 1 });

  it('say the same in any order', () => {
    fc.assert(
      fc.property(results, fc.boolean(), (some, strict) => {
        const turned = some.toReversed();
        expect(exitCodeOf(turned, strict)).toBe(exitCodeOf(some, strict));
        expect(worstOf(turned)).toBe(worstOf(some));
      }),
    );
  });

  it('exit with 0 only if something passed and nothing was worse', () => {
    fc.assert(
      fc.property(results, (some) => {
        const good = some.includes(P) && !some.includes(F) && !some.includes(I);
        expect(exitCodeOf(some) === 0).toBe(good);
        expect(exitCodeOf(some, true) === 0).toBe(good && !some.includes(S));
        expect(worstOf(some) === P).toBe(good);
      }),
    );
  });
});
