import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { pcapPath } from '../../src/report/result-document.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { alikeInAll, looksLike } from '../support/look-alikes.ts';
import { withFrames } from '../support/probe-packets.ts';
import { observed, RUNS, recordedRun } from '../support/recorded-runs.ts';
import { resultOf } from '../support/results.ts';

describe.each(RUNS)('the result of $title', (run) => {
  const recorded = run.document.results[0]!;
  const result = resultOf(run);

  it('is made again from the captures as it was recorded', () => {
    const { why } = run.datapath; // which may be worded anew after the run
    expect(result.taps).toEqual(recorded.taps.map((tap) => ({ ...tap, why: why[tap.tap] })));
    expect(result.verdict).toBe(recorded.verdict);
    expect(result.reason).toBe(recorded.reason);
    expect(result.findings).toEqual(recorded.findings);
    const alike = alikeInAll(run.datapath.name, run.family); // may have grown since it was recorded
    expect(result.identified).toEqual(alike.map((datapath) => ({ datapath, score: 1 })));
    for (const { datapath } of recorded.identified) expect(alike).toContain(datapath);
    expect(result.tellApart).toBeNull();
    expect(result.probe).toEqual(recorded.probe);
  });

  it('hears the same witnesses, who agree as they did', () => {
    const words = (of: typeof result) => of.witnesses.map(({ name, agrees }) => ({ name, agrees }));
    expect(words(result)).toEqual(words(recorded));
  });

  it('is nothing that JSON cannot hold', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('a result that is no pass', () => {
  const run = recordedRun('cilium/same-node-legacy ping IPv4');
  const fast = findDatapath('cilium/same-node');

  it('gives the meaning of its first finding as the reason', () => {
    const result = resultOf(run, { datapath: fast });
    expect(result).toMatchObject({
      ...{ datapath: 'cilium/same-node', lab: 'cilium/same-node-legacy', verdict: 'fail' },
      identified: alikeInAll('cilium/same-node-legacy', 4).map((datapath) => ({
        ...{ datapath, score: 1 },
      })),
    });
    expect(result.findings.length).toBeGreaterThan(1);
    expect(result.reason).toBe(result.findings[0]!.meaning);
    expect(result.reason).toContain('not by bpf_redirect_peer()');
  });

  it('says of each tap and leg what was expected, and whether it was so', () => {
    const { taps } = resultOf(run, { datapath: fast });
    expect(taps.map(({ tap, request, reply }) => [tap, request.ok, reply.ok])).toEqual([
      ['pod1/eth0', true, true],
      ['pod1/lxc', true, false],
      ['pod2/lxc', false, true],
      ['pod2/eth0', true, true],
    ]);
    expect(taps[1]!.reply).toEqual({
      ...{ seen: 3, of: 3, direction: 'out', expected: 'none', ok: false },
    });
  });

  it('says of its witnesses who contradicts it, and with what', () => {
    const { witnesses } = resultOf(run, { datapath: fast });
    expect(witnesses.map((w) => [w.name, w.agrees])).toEqual([
      ['device-counters', true],
      ['programs', false],
      ['conntrack', false],
    ]);
    expect(witnesses[1]!.detail).toContain(
      'pod1/lxc no program (expected redirect_peer on tc ingress)',
    );
  });

  it('is null, not false, where it cannot be told', () => {
    const blind = {
      ...run,
      captures: run.captures.map((c) => (c.tap === 'pod1/lxc' ? { ...c, kernelDrops: 4 } : c)),
    };
    const { taps, verdict } = resultOf(run, { recording: blind });
    expect(verdict).toBe('inconclusive');
    expect(taps[1]).toMatchObject({ kernelDrops: 4, request: { ok: null }, reply: { ok: null } });
  });

  it('says "both" where packets of a leg went both ways', () => {
    const doubled = withFrames(run, 'pod1/lxc', (frames) =>
      frames.flatMap((frame) => [frame, { ...frame, direction: 'in' as const }]),
    );
    const { taps } = resultOf(run, { recording: doubled });
    expect(taps[1]!.reply).toMatchObject({ seen: 3, of: 3, direction: 'both', ok: false });
  });

  it('has nothing to say of a tap that the signature does not know', () => {
    const bridge = recordedRun('linux/bridge ping IPv4');
    const { taps } = resultOf(bridge, { datapath: fast });
    const cni0 = taps.find((t) => t.tap === 'node1/cni0')!;
    expect(cni0.request).toMatchObject({ expected: null, ok: null });
  });
});

describe('witnesses with nothing to say', () => {
  it('neither agree nor contradict', () => {
    const run = recordedRun('linux/bridge ping IPv4');
    expect(resultOf(run).witnesses.find((w) => w.name === 'conntrack')).toEqual({
      ...{ name: 'conntrack', agrees: null, detail: 'has nothing to say here' },
    });
  });

  it('leave twins together, with a hint what could tell them apart', () => {
    const run = recordedRun('linux/plain-redirect udp IPv6');
    const evidence = {
      ...goodEvidence(run.datapath, run.family, observed(run)),
      ...{ programs: [], conntrack: [] },
    };
    const result = resultOf(run, { evidence });
    expect(result.identified.map((g) => g.datapath)).toEqual(
      looksLike(run.datapath.name, run.family),
    );
    expect(result.tellApart).toMatch(/programs.* or .*connection tracking/);
  });
});

it('a pcap lies under its datapath, its name without slashes', () => {
  expect(pcapPath({ datapath: findDatapath('cilium/same-node') }, 'pod1/lxc')).toBe(
    'cilium/same-node/pod1-lxc.pcap',
  );
});
