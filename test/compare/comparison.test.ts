import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, compare } from '../../src/compare/comparison.ts';
import { hopTimes } from '../../src/compare/hop-times.ts';
import { comparisonText } from '../../src/report/comparison-text.ts';
import { widest } from '../../src/ui/width.ts';
import { plainStyle } from '../support/plain-style.ts';
import { observed, type RecordedRun, RUNS, recordedRun } from '../support/recorded-runs.ts';
import { replayedResult } from '../support/replays.ts';

const compared = (run: RecordedRun): Compared => ({
  ...{ run: run.document, result: replayedResult(run), observation: observed(run) },
});
const fast = compared(recordedRun('cilium/same-node ping IPv4'));
const legacy = compared(recordedRun('cilium/same-node-legacy ping IPv4'));

describe('legacy against host routing', () => {
  const comparison = compare(legacy, fast);

  it('differs at the host sides, in one leg each', () => {
    expect(comparison.different).toBe(2);
    expect(
      comparison.taps.map(({ tap, request, reply }) => [tap, request.same, reply.same]),
    ).toEqual([
      ['pod1/eth0', true, true],
      ['pod1/lxc', true, false],
      ['pod2/lxc', false, true],
      ['pod2/eth0', true, true],
    ]);
    expect(comparison.taps[1]!.reply.seen).toEqual(['3 of 3 out', 'none']);
  });

  it('has a hop more, with what each took', () => {
    const [a, b] = comparison.runs.map(({ times }) => times!.find(({ leg }) => leg === 'request')!);
    expect([a!.stops, b!.stops]).toEqual([4, 3]);
    expect(a!.hops.map(({ from, to }) => `${from} to ${to}`)).toEqual([
      'pod1/eth0 out to pod1/lxc in',
      'pod1/lxc in to pod2/lxc out',
      'pod2/lxc out to pod2/eth0 in',
    ]);
    expect(b!.hops.at(-1)).toMatchObject({ to: 'pod2/eth0 in', median: 0, count: 3 });
    expect(comparison.notes[0]).toContain('keeps its stamp');
  });

  it('is told in 80 columns', () => {
    const text = comparisonText(comparison, plainStyle());
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatch(/✗ +pod1\/lxc +3 of 3 in +3 of 3 in +3 of 3 out +none\n/);
    expect(text).toMatch(/pod1\/lxc in to pod2\/lxc out +[\d.]+ \([\d.]+ to [\d.]+\) +-\n/);
    expect(text).toContain('2 of 8 taps and legs differ');
  });
});

describe('any two runs', () => {
  it.each(RUNS)('$title is like itself', (run) => {
    const comparison = compare(compared(run), compared(run));
    expect(comparison.different).toBe(0);
    expect(comparison.taps.map(({ tap }) => tap)).toEqual(observed(run).taps.map(({ tap }) => tap));
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });

  it('have all taps of both, each once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RUNS), fc.constantFrom(...RUNS), (a, b) => {
        const { taps } = compare(compared(a), compared(b));
        const names = taps.map(({ tap }) => tap);
        expect(new Set(names).size).toBe(names.length);
        const both = [a, b].flatMap((run) => observed(run).taps.map(({ tap }) => tap));
        expect(new Set(names)).toEqual(new Set(both));
      }),
      { numRuns: 30 },
    );
  });
});

describe('times between taps', () => {
  it('of two machines are not compared', () => {
    const { taps, probe } = observed(recordedRun('cilium/cross-node ping IPv4'));
    const two = {
      probe,
      taps: taps.map((tap) => ({ ...tap, clock: /1/.test(tap.tap) ? 'one' : 'two' })),
    };
    const { signature } = recordedRun('cilium/cross-node ping IPv4').datapath;
    const [request] = hopTimes(two, signature);
    expect(request!.whole).toBeNull();
    expect(request!.hops.map(({ from }) => from)).not.toContain('node1/eth0 out');
    expect(request!.hops.length).toBeGreaterThan(0);
  });
});
