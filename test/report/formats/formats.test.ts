import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../../src/datapaths/catalogue.ts';
import { LabError } from '../../../src/errors.ts';
import { annotationsOf } from '../../../src/report/formats/github.ts';
import { junitOf, junitOfFailure } from '../../../src/report/formats/junit.ts';
import { tapOf } from '../../../src/report/formats/tap-protocol.ts';
import type { ResultDocument, RunDocument } from '../../../src/report/run-document.ts';
import { recordedRun } from '../../support/recorded-runs.ts';
import { NOTHING_SEEN, ONE_OF_EACH, resultOf } from '../../support/results.ts';

const legacy = recordedRun('cilium/same-node-legacy ping IPv4');
const fast = findDatapath('cilium/same-node');
const passed = resultOf(recordedRun('cilium/same-node ping IPv4'));
const failed = resultOf(legacy, { datapath: fast });
const skipped: ResultDocument = {
  ...{ datapath: 'linux/ipvlan-l2', lab: 'linux/ipvlan-l2', verdict: 'skipped' },
  ...{ reason: 'this kernel has no ipvlan', ...NOTHING_SEEN },
};
const broken: ResultDocument = {
  ...{ ...skipped, datapath: 'linux/bridge', verdict: 'inconclusive', reason: 'a capture died' },
  error: { code: 'E_CAPTURE', message: 'a capture died', why: 'killed', mend: 'cni-lab verify' },
};

function runOf(...results: ResultDocument[]): RunDocument {
  return { ...legacy.document, results };
}

/** A run of a lab whose names somebody chose with bad intent. */
const hostile = fc.string({ unit: 'binary', minLength: 1 }).map((text) => {
  const [tap, ...taps] = failed.taps;
  return runOf({
    ...{ ...failed, datapath: text, reason: text },
    taps: [{ ...tap!, tap: text, device: text, why: text }, ...taps],
    findings: failed.findings.map((finding) => ({
      ...finding,
      tap: text,
      seen: text,
      meaning: text,
    })),
  });
});

describe("JUnit's XML", () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  });
  const suites = (run: RunDocument) => parser.parse(junitOf(run)).testsuites;

  it('has a suite for each datapath, and a case for each of its taps', () => {
    const results = ONE_OF_EACH.map((run) => resultOf(run));
    const { testsuite } = suites(runOf(...results));
    expect(testsuite).toHaveLength(results.length);
    for (const [i, { datapath, taps }] of results.entries()) {
      expect(testsuite[i]).toMatchObject({ name: datapath, failures: '0', errors: '0' });
      expect(testsuite[i].testcase.map((one: { name: string }) => one.name)).toEqual([
        ...taps.map(({ tap }) => tap),
        'verdict',
      ]);
    }
  });

  it('has a failure for each tap that contradicts, with what was expected', () => {
    const found = suites(runOf(passed, failed));
    expect(found).toMatchObject({ tests: '10', failures: '3', errors: '0', skipped: '0' });
    const cases = found.testsuite[1].testcase;
    expect(
      cases.filter((one: object) => 'failure' in one).map((one: { name: string }) => one.name),
    ).toEqual(['pod1/lxc', 'pod2/lxc', 'verdict']);
    expect(cases[1].failure['#text']).toContain('reply: expected none, seen 3 of 3 out');
  });

  it('tells what was skipped, and what broke off, and how to mend it', () => {
    const found = suites(runOf(skipped, broken));
    expect(found).toMatchObject({ tests: '2', failures: '0', errors: '1', skipped: '1' });
    expect(found.testsuite[0].testcase[0].skipped.message).toBe('this kernel has no ipvlan');
    expect(found.testsuite[1].testcase[0].error).toMatchObject({ type: 'E_CAPTURE' });
    expect(found.testsuite[1].testcase[0].error['#text']).toContain('cni-lab verify');
  });

  it('is written where nothing could be set up, too', () => {
    const failure = new LabError('E_NOT_ROOT', { message: 'no root', why: '<uid>', mend: 'sudo' });
    const xml = junitOfFailure(failure, new Date());
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = parser.parse(xml);
    expect(testsuites).toMatchObject({ tests: '1', errors: '1' });
    expect(testsuites.testsuite[0].testcase[0].error).toMatchObject({ type: 'E_NOT_ROOT' });
  });

  it('is well-formed whatever things are called', () => {
    fc.assert(
      fc.property(hostile, (run) => {
        expect(XMLValidator.validate(junitOf(run))).toBe(true);
      }),
    );
  });
});

describe('TAP', () => {
  it('has a point for each datapath, and in a subtest one for each tap', () => {
    expect(tapOf(runOf(passed, failed, skipped))).toMatch(
      /^TAP version 14\n1\.\.3\n# Subtest: cilium\/same-node\n {4}1\.\.4\n {4}ok 1 - pod1\/eth0\n/,
    );
    const points = tapOf(runOf(passed, failed, skipped, broken))
      .split('\n')
      .filter((line) => /^(not )?ok/.test(line));
    expect(points).toEqual([
      'ok 1 - cilium/same-node',
      'not ok 2 - cilium/same-node',
      'ok 3 - linux/ipvlan-l2 # SKIP this kernel has no ipvlan',
      'not ok 4 - linux/bridge',
    ]);
  });

  it('says in YAML what was expected at each tap that is not ok', () => {
    const text = tapOf(runOf(failed));
    expect(text).toContain('    not ok 2 - pod1/lxc\n      ---\n');
    expect(text).toContain('"expected":"none","seen":"3 of 3 out"');
    expect(text).toContain('looksLike: ["');
  });

  it('keeps its lines whatever things are called', () => {
    const shape = (run: RunDocument) =>
      tapOf(run)
        .split('\n')
        .map(
          (line) => /^ *(?:not ok|ok|1\.\.|---|\.\.\.|# Subtest|\w+:|TAP)/.exec(line)?.[0] ?? line,
        );
    fc.assert(
      fc.property(hostile, (run) => {
        const lines = shape(run);
        expect(lines.every((line) => !line.includes('SKIP'))).toBe(true);
        expect(lines.filter((line) => line === 'not ok')).toHaveLength(1);
      }),
    );
  });
});

describe('annotations for GitHub', () => {
  it('has an error for each contradiction, titled by datapath and tap', () => {
    const lines = annotationsOf(runOf(failed)).trimEnd().split('\n');
    expect(lines).toHaveLength(failed.findings.length);
    expect(lines[0]).toMatch(
      /^::error title=cilium\/same-node pod1\/lxc reply::expected none, seen 3 of 3 out%0A/,
    );
  });

  it('has nothing for what passed, a notice for what was skipped, an error for what broke off', () => {
    const lines = annotationsOf(runOf(passed, skipped, broken))
      .trimEnd()
      .split('\n');
    expect(lines).toEqual([
      '::notice title=linux/ipvlan-l2 skipped::this kernel has no ipvlan',
      '::error title=linux/bridge inconclusive::a capture died%0Akilled%0Ato mend it: cni-lab verify',
    ]);
  });

  it('makes no command of its own of what things are called', () => {
    fc.assert(
      fc.property(hostile, (run) => {
        const lines = annotationsOf(run).split('\n').slice(0, -1);
        expect(lines).toHaveLength(failed.findings.length);
        for (const line of lines) expect(line).toMatch(/^::error title=[^:,\r]*::[^\r]*$/);
      }),
    );
  });
});
