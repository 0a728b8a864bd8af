import { describe, expect, it } from 'vitest';
import { growthOf, growthText, type Sample } from '../../scripts/soak/growth.ts';

const OURS = [{ name: 'namespaces', perRun: 0 }];

/** One look after each fifty runs. */
function looks(...counts: (number | null)[]): Sample[] {
  return counts.map((count, i) => ({ runs: 50 * i, values: { namespaces: count } }));
}

const grew = (measures: Parameters<typeof growthOf>[0], samples: Sample[]) =>
  growthOf(measures, samples)[0]!.grew;

describe('what a soak finds to have grown', () => {
  it('is what has more from third to third', () => {
    expect(growthOf(OURS, looks(3, 4, 5, 6, 7, 8, 9))).toEqual([
      {
        ...{ name: 'namespaces', unit: '', first: 3, last: 9 },
        ...{ growth: 4, allowed: 0, grew: true },
      },
    ]);
  });

  it('is not what comes and goes, nor what was there for a while', () => {
    expect(grew(OURS, looks(3, 9, 3, 8, 3, 9, 3))).toBe(false);
    expect(grew(OURS, looks(3, 3, 3, 9, 9, 3, 3))).toBe(false);
    expect(grew(OURS, looks(3, 3, 3, 3, 3, 9, 9))).toBe(false); // as long as it goes no further
  });

  it('is not what others on the machine may have taken', () => {
    const samples = looks(0, 10, 20, 30, 40, 50);
    expect(grew([{ name: 'namespaces', perRun: 1 / 50 }], samples)).toBe(true);
    expect(grew([{ name: 'namespaces', perRun: 1 / 5 }], samples)).toBe(false);
    expect(grew([{ name: 'namespaces', perRun: 0, slack: 40 }], samples)).toBe(false);
  });

  it('is nothing where the machine does not tell, and the table says so', () => {
    const growths = growthOf(OURS, looks(null, null, null));
    expect(growths[0]).toMatchObject({ growth: null, grew: false });
    expect(growthText(growths)).toContain('not told');
    expect(growthText(growthOf(OURS, looks(1, 2, 3)))).toMatch(/1 +3 +2 +0 +GREW/);
  });
});
