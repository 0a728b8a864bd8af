import { describe, expect, it } from 'vitest';
import type { ResultDocument, RunDocument } from '../../src/report/run-document.ts';
import { runText } from '../../src/report/run-text.ts';
import { widest } from '../../src/ui/width.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { plainStyle } from '../support/plain-style.ts';
import { recordedRun } from '../support/recorded-runs.ts';
import { resultOf } from '../support/results.ts';

const NAME = 'cilium/same-node';
const run = recordedRun(`${NAME} ping IPv4`);
const good = resultOf(run);
const finding: Finding = {
  code: 'missing',
  weight: 'contradiction',
  ...{ tap: 'pod1/lxc', leg: 'request' },
  ...{ expected: 'all in', seen: 'none', meaning: 'requests did not come' },
};
const failed: ResultDocument = {
  ...good,
  verdict: 'fail',
  reason: 'it is not',
  findings: [finding],
};

/** @param bad numbers of the pairs that fail */
function pairs(n: number, bad: readonly number[], datapath = NAME): ResultDocument[] {
  return Array.from({ length: n }, (_, i) => ({
    ...(bad.includes(i + 1) ? failed : good),
    ...{ datapath, lab: datapath, pair: i + 1 },
  }));
}

function text(results: readonly ResultDocument[]): string {
  const document = { ...run.document, results, durationMs: 1, folder: 'f' } as RunDocument;
  return runText(document, plainStyle(80));
}

describe('many pairs as a person reads them', () => {
  it('are a few lines where all pass, however many', () => {
    const shown = text(pairs(200, []));
    expect(shown).toMatch(/^PASS cilium\/same-node: 200 pairs pass\n/);
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('IPv4, 600 of 600 answered');
    expect(shown.split('\n').length).toBeLessThan(12);
    expect(widest(shown)).toBeLessThanOrEqual(80);
  });

  it('show in full what did not pass, tell some in a line each, and count the rest', () => {
    const bad = Array.from({ length: 40 }, (_, i) => 3 * (i + 1));
    const shown = text(pairs(200, bad));
    expect(shown).toMatch(/^FAIL cilium\/same-node: 160 of 200 pairs pass, 40 fail\n/);
    expect(shown.match(/^FAIL cilium\/same-node pair \d+$/gm)).toEqual([
      'FAIL cilium/same-node pair 3',
      'FAIL cilium/same-node pair 6',
    ]);
    expect(shown.match(/pair \d+: pod1\/lxc request: expected all in, seen none/g)).toHaveLength(
      20,
    );
    expect(shown).toContain('and 18 more; --json has all');
    expect(widest(shown)).toBeLessThanOrEqual(80);
  });

  it('are a line of the list where there are several datapaths', () => {
    const shown = text([...pairs(5, []), ...pairs(5, [2], 'linux/bridge')]);
    expect(shown).toMatch(/✓ {2}cilium\/same-node {2}pass {2}5 pairs pass/);
    expect(shown).toMatch(/✗ {2}linux\/bridge {6}fail {2}4 of 5 pairs pass, 1 fail/);
    expect(shown).toContain('FAIL linux/bridge pair 2');
    expect(shown).toContain('9 pass, 1 fail');
  });
});
