import { describe, expect, it } from 'vitest';
import { against } from '../../scripts/bench/against.ts';
import { quartiles } from '../../scripts/bench/quartiles.ts';

const of = (name: string, q1: number, median: number, q3: number) => ({
  name,
  ratio: { q1, median, q3 },
});

describe('a bench beside an earlier one', () => {
  it('is slower where even its better quarter was worse than the other worse one', () => {
    expect(against([of('a', 2.2, 2.4, 2.6)], [of('a', 1, 1.2, 1.4)])).toEqual([
      { name: 'a', change: 'slower', ratio: 2 },
    ]);
  });

  it('is faster the other way round', () => {
    expect(against([of('a', 0.5, 0.6, 0.7)], [of('a', 1, 1.2, 1.4)])).toEqual([
      { name: 'a', change: 'faster', ratio: 0.5 },
    ]);
  });

  it('says nothing where the middle halves meet', () => {
    expect(against([of('a', 1.4, 1.8, 2)], [of('a', 1, 1.2, 1.4)])).toMatchObject([
      { change: 'no difference to be told' },
    ]);
  });

  it('says what was not measured then', () => {
    expect(against([of('a', 1, 1, 1)], [of('b', 1, 1, 1)])).toEqual([
      { name: 'a', change: 'new', ratio: null },
    ]);
  });
});

describe('quartiles', () => {
  it('are values that were measured', () => {
    expect(quartiles([5, 1, 4, 2, 3])).toEqual({ q1: 2, median: 3, q3: 4 });
    expect(quartiles([7])).toEqual({ q1: 7, median: 7, q3: 7 });
  });
});
