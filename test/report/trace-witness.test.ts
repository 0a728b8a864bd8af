import { describe, expect, it } from 'vitest';
import { resultText } from '../../src/report/result-text.ts';
import { widest } from '../../src/ui/width.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { plainStyle } from '../support/plain-style.ts';
import { observed, recordedRun } from '../support/recorded-runs.ts';
import { resultOf } from '../support/results.ts';

const each = (rescheduled: number) =>
  (['request', 'reply'] as const).map((leg) => ({ leg, trips: 3, rescheduled: 3 * rescheduled }));

function resultWith(name: string, trace: NonNullable<Evidence['trace']> | null) {
  const run = recordedRun(`${name} ping IPv4`);
  const evidence = { ...goodEvidence(run.datapath, 4, observed(run)), trace };
  const result = resultOf(run, { evidence });
  return { result, text: resultText(result, plainStyle()) };
}

const witness = ({ result }: ReturnType<typeof resultWith>) =>
  result.witnesses.find(({ name }) => name === 'trace');

describe('a trace in the run document and its text', () => {
  it('agrees, and says what it counted', () => {
    const run = resultWith('cilium/same-node', { trips: each(1) });
    const detail = 'request 1 rescheduling point per trip; reply 1 rescheduling point per trip';
    expect(witness(run)).toEqual({ name: 'trace', agrees: true, detail });
    expect(run.text).toContain('✓ trace');
    expect(run.text.replaceAll(/\s+/g, ' ')).toContain(`trace: ${detail}`);
    expect(widest(run.text)).toBeLessThanOrEqual(80);
  });

  it('contradicts, and says what was expected', () => {
    const run = resultWith('cilium/same-node', { trips: each(2) });
    expect(run.result.verdict).toBe('fail');
    expect(witness(run)).toMatchObject({
      ...{ agrees: false, detail: expect.stringContaining('(expected 1 rescheduling point per') },
    });
    expect(run.text).toContain('✗ trace');
  });

  it('counts for nothing where the datapath says nothing of it', () => {
    const run = resultWith('linux/bridge', { trips: each(2) });
    expect(run.result.verdict).toBe('pass');
    expect(witness(run)).toMatchObject({
      ...{ agrees: null, detail: expect.stringContaining('does not say how many') },
    });
    expect(run.text).not.toContain('✓ trace');
    expect(run.text).toContain('trace: request 2 rescheduling points');
  });

  it('never counts as passed where it cannot be told, and says why', () => {
    const run = resultWith('cilium/same-node', { trips: null, why: 'the kernel has no BTF' });
    expect(run.result.verdict).toBe('pass');
    expect(witness(run)).toEqual({ name: 'trace', agrees: null, detail: 'the kernel has no BTF' });
    expect(run.text).not.toContain('✓ trace');
    expect(run.text).toContain('trace: the kernel has no BTF');
  });

  it('is not there where nobody traced', () => {
    expect(witness(resultWith('cilium/same-node', null))).toBeUndefined();
  });
});
