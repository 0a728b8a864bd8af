import { describe, expect, it } from 'vitest';
import { okOf, type RunDocument } from '../../src/report/run-document.ts';
import { runText } from '../../src/report/run-text.ts';
import { widest } from '../../src/ui/width.ts';
import { plainStyle } from '../support/plain-style.ts';
import { RUNS, recordedRun } from '../support/recorded-runs.ts';

const one: RunDocument = {
  ...recordedRun('cilium/same-node ping IPv4').document,
  folder: '/tmp/run',
};
const all: RunDocument = { ...one, results: RUNS.map((run) => run.document.results[0]!) };

describe('a run as text', () => {
  it('is one result and where it is kept', () => {
    const text = runText(one, plainStyle());
    expect(text).toMatch(/^PASS cilium\/same-node\n/);
    expect(text).toMatch(/\n {2}run folder \/tmp\/run {2}\(\d+\.\d\d s\)\n$/);
    expect(text.match(/PASS/g)).toHaveLength(1);
  });

  it('ends without a folder if none was written', () => {
    expect(runText({ ...one, folder: null }, plainStyle())).toMatch(
      /this is +cilium\/same-node\n$/,
    );
  });

  it('is a line for each result if there are several, and how many came out how', () => {
    const text = runText(all, plainStyle());
    expect(text).not.toMatch(/^PASS /m);
    expect(text.match(/^ {2}✓ +[a-z0-9/-]+ +pass$/gm)).toHaveLength(RUNS.length);
    expect(text).toContain(`\n  ${RUNS.length} pass\n`);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it('has all that was seen of those that did not pass, and why others were skipped', () => {
    const [result] = one.results;
    const failed = { ...result!, verdict: 'fail' as const };
    const reason = `this kernel has no ipvlan devices ${'and more words '.repeat(8)}`.trim();
    const skipped = { ...result!, datapath: 'linux/ipvlan', verdict: 'skipped' as const, reason };
    const text = runText({ ...one, results: [result!, failed, skipped] }, plainStyle());
    expect(text.match(/^FAIL cilium\/same-node$/gm)).toHaveLength(1);
    expect(text).toMatch(/ linux\/ipvlan +skipped +this kernel has/);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(reason);
    expect(text).toContain('\n  1 pass, 1 fail, 1 skipped\n');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it('says in the tally whose lab it was, if it was another', () => {
    const [result] = one.results;
    const against = { ...result!, verdict: 'fail' as const, lab: 'linux/bridge' };
    const text = runText({ ...one, results: [result!, against] }, plainStyle());
    expect(text).toMatch(/✗ +cilium\/same-node +fail +on linux\/bridge/);
  });
});

it('a mark is good, bad or in doubt', () => {
  expect([okOf('pass'), okOf('fail'), okOf('inconclusive'), okOf('skipped')]).toEqual([
    ...[true, false, null, null],
  ]);
});
