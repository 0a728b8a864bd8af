import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/datapaths/nearest.ts';

const NAMES = [
  'cilium/same-node',
  'cilium/same-node-legacy',
  'linux/bridge',
  'linux/plain-redirect',
];

describe('the nearest names', () => {
  it.each([
    ['cilium/samenode', 'cilium/same-node'],
    ['linux/brigde', 'linux/bridge'],
    ['bridge', 'linux/bridge'],
    ['cilium/same-node-legcay', 'cilium/same-node-legacy'],
    ['plain-redirect', 'linux/plain-redirect'],
  ])('to %s begin with %s', (asked, best) => {
    expect(nearest(asked, NAMES)[0]).toBe(best);
  });

  it('begin with the name itself, if it is one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(), (names, n) => {
        const asked = names[n % names.length]!;
        expect(nearest(asked, names)[0]).toBe(asked);
      }),
    );
  });

  it('are as many as asked for, and never more than there are', () => {
    expect(nearest('x', NAMES)).toHaveLength(3);
    expect(nearest('x', NAMES, 1)).toHaveLength(1);
    expect(nearest('x', NAMES, 9).toSorted()).toEqual(NAMES);
    expect(nearest('x', [])).toEqual([]);
  });

  it('come by the least number of letters to change', () => {
    expect(nearest('abc', ['abcd', 'xbc', 'ab', 'xyz', 'abc'], 5)).toEqual([
      ...['abc', 'abcd', 'xbc', 'ab', 'xyz'],
    ]);
    expect(nearest('abcdef', ['uvwxyz', 'abc'])).toEqual(['abc', 'uvwxyz']);
  });
});
