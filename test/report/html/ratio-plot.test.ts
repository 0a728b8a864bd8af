import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { METRIC } from '../../../src/bench/metric.ts';
import { ratioPlot } from '../../../src/report/html/ratio-plot.ts';
import { documentOf, sessionOf } from '../../bench/support.ts';

const plot = (slowness: number[], rounds: number, noise: number, seed = 1) => {
  const session = sessionOf([1, 1, ...slowness], rounds, noise, seed);
  const names = slowness.map((_, i) => `linux/<${i}>&"x"`);
  const [group] = documentOf(session, names).groups;
  return ratioPlot(group!.entries, METRIC['udp-time'], 'cilium/same-node').text;
};

describe('the plot of ratios', () => {
  it('has a dot for every round of every lab, all within it, however far out', () => {
    const slow = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(slow, { maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        (slowness, rounds, seed) => {
          const svg = plot(slowness, rounds, 0.5, seed);
          const dots = [...svg.matchAll(/<circle cx="([^"]+)"/g)].map(([, x]) => Number(x));
          expect(dots).toHaveLength((slowness.length + 1) * rounds);
          for (const x of dots) expect(x >= 270 && x <= 940).toBe(true);
          const marks = [...svg.matchAll(/<line class="(?:tick|one)" x1="([^"]+)"/g)].map(([, x]) =>
            Number(x),
          );
          expect(marks.every((x) => x >= 270 && x <= 940)).toBe(true);
          expect(marks).toEqual(marks.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has half as far from 1 as twice', () => {
    const svg = plot([2, 0.5], 20, 0);
    const midst = Number(/class="one" x1="([^"]+)"/.exec(svg)![1]);
    expect(midst > 270 && midst < 940).toBe(true);
    const [, two, half] = [...svg.matchAll(/class="median" x1="([^"]+)"/g)].map(([, x]) =>
      Number(x),
    );
    expect(two! - midst).toBeCloseTo(midst - half!, 0);
  });

  it('is markup that no name can break, and says in words what it shows', () => {
    const svg = plot([1.5], 20, 0.01);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain('linux/&lt;0&gt;&amp;&quot;x&quot;');
    expect(svg).toMatch(
      /<desc>the same, in another lab: .* rounds\), noise .*; linux.* slower<\/desc>/,
    );
  });
});
