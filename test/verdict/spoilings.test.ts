import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { judged, type RecordedRun, type Recording, RUNS } from '../support/recorded-runs.ts';
import { agree, type Spoiling, spoilingsOf } from '../support/spoilings.ts';

/**
 * No wrong pass: whatever a signature claims of a packet, a good run of it with that changed does not pass. And no
 * wrong doubt: what none claims may be changed at will.
 *
 * CNI_LAB_TEST_MUTATIONS=all tries every single change, half a million, and 100,000 pairs: some minutes of CPU.
 */
const ALL = process.env.CNI_LAB_TEST_MUTATIONS === 'all';
/** Else every so many of them: from run to run others. */
const STEP = ALL ? 1 : 31;
const PAIRS = ALL ? 100_000 : 10_000;
vi.setConfig({ testTimeout: ALL ? 1_800_000 : 120_000 });

const PROBES = [0, 1, 2];

function verdictAfter(run: RecordedRun, ...changes: readonly Spoiling[]): string {
  const changed = changes.reduce<Recording>((recording, { apply }) => apply(recording), run);
  return judged(run, changed).verdict;
}

describe('one change to a good run', () => {
  it('takes the pass away if the signature claims what was changed, and leaves it if none does', () => {
    const tried = { 'never passes': 0, passes: 0, 'may pass': 0 };
    const wrong: string[] = [];
    const datapaths = new Set<string>();
    for (const [i, run] of RUNS.entries()) {
      const some = spoilingsOf(run, PROBES).filter((_, j) => (i + j) % STEP === 0);
      for (const spoiling of some) {
        const { kind, outcome } = spoiling;
        const verdict = verdictAfter(run, spoiling);
        tried[outcome]++;
        if (outcome === 'never passes') datapaths.add(run.datapath.name);
        const isWrong = (outcome === 'passes') !== (verdict === 'pass');
        if (isWrong && outcome !== 'may pass') wrong.push(`${run.title}, ${kind}: ${verdict}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(datapaths).toEqual(new Set(CATALOGUE.map(({ name }) => name)));
    expect(tried['never passes']).toBeGreaterThan(300_000 / STEP);
    expect(tried.passes).toBeGreaterThan(60_000 / STEP);
  });
});

describe('two changes to a good run', () => {
  it('never pass where neither does, unless together they are a good run again', () => {
    const known = new Map<RecordedRun, readonly Spoiling[]>();
    const claimed = (run: RecordedRun) => {
      const all =
        known.get(run) ??
        spoilingsOf(run, PROBES).filter(({ outcome }) => outcome === 'never passes');
      known.set(run, all);
      return all;
    };
    const two = fc.tuple(fc.constantFrom(...RUNS.keys()), fc.nat(), fc.nat());
    const wrong: string[] = [];
    fc.assert(
      fc.property(two, ([i, m, n]) => {
        const run = RUNS[i]!;
        const all = claimed(run);
        const [one, other] = [all[m % all.length]!, all[n % all.length]!];
        fc.pre(one.of !== other.of && !agree(one, other));
        if (verdictAfter(run, one, other) !== 'pass') return;
        wrong.push(`${run.title}, ${one.kind} and ${other.kind}`);
      }),
      { numRuns: PAIRS, seed: 1, maxSkipsPerRun: 1000 },
    );
    expect(wrong).toEqual([]);
  });
});
