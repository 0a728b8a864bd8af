import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { judge } from '../../src/verdict/judge.ts';
import { exchanged } from '../../src/verdict/other-ways.ts';
import { looksOf } from '../../src/verdict/signature.ts';
import { observed, RUNS } from '../support/recorded-runs.ts';

const spread = findDatapath('kube-proxy/spread');
const runs = RUNS.filter((run) => run.datapath.name === spread.name);

/** The pod that got the connection, by what was recorded. */
function chosen(run: (typeof RUNS)[number]): string {
  return run.document.results[0]!.probe!.to;
}

describe('a service with two pods behind it', () => {
  it('was recorded with either of them chosen', () => {
    expect(new Set(runs.map(chosen))).toEqual(new Set(['pod2', 'pod3']));
  });

  it.each(runs)('is held against the way that was taken in $title', (run) => {
    const { verdict, signature } = judge(observed(run), null, claimOf(spread, run.family));
    expect(verdict).toBe('pass');
    expect(looksOf(signature[`${chosen(run)}/eth0`]!.request)).toHaveLength(1);
    const other = chosen(run) === 'pod2' ? 'pod3' : 'pod2';
    expect(looksOf(signature[`${other}/eth0`]!.request)).toHaveLength(0);
  });

  it.each(runs)('passes as well with the pods of $title exchanged', (run) => {
    const { probe, taps } = observed(run);
    const names = Object.keys(spread.signature);
    const turned = Object.keys(exchanged(spread.signature, 'pod2', 'pod3'));
    const other = taps.map((tap) => ({ ...tap, tap: turned[names.indexOf(tap.tap)]! }));
    const { verdict } = judge({ probe, taps: other }, null, claimOf(spread, run.family));
    expect(verdict).toBe('pass');
  });

  it.each(runs)('fails if one connection of $title is seen at both', (run) => {
    const { probe, taps } = observed(run);
    const there = taps.find((tap) => tap.tap === `${chosen(run)}/eth0`)!;
    const both = taps.map((tap) =>
      tap.sightings.length === 0 ? { ...tap, sightings: there.sightings.slice(0, 1) } : tap,
    );
    const { verdict } = judge({ probe, taps: both }, null, claimOf(spread, run.family));
    expect(verdict).toBe('fail');
  });
});
