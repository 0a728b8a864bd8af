import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { checkWitnesses } from '../../src/verdict/check-witnesses.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { judged, observed, type RecordedRun, RUNS, recordedRun } from '../support/recorded-runs.ts';

const fast = recordedRun('cilium/same-node ping IPv4');
const legacy = recordedRun('cilium/same-node-legacy ping IPv4');
const atXdp = recordedRun('cilium/xdp-drop ping IPv4');
const bridge = recordedRun('linux/bridge ping IPv4');

/** A witness does not know by which probe: one run of each datapath will do. */
const ONE_OF_EACH = RUNS.filter(
  (run) => run === RUNS.find(({ datapath }) => datapath.name === run.datapath.name),
);

const unseenAt = ({ datapath }: RecordedRun, tap: string) =>
  datapath.unseen?.find((one) => one.tap === tap);

const evidenceOf = (run: RecordedRun) => goodEvidence(run.datapath, run.family, observed(run));

/** The verdict with the witnesses' good word changed in one point. */
function heard(run: RecordedRun, change: Partial<Evidence>) {
  return judged(run, run, run.datapath, { ...evidenceOf(run), ...change });
}

const withoutMeaning = (findings: readonly Finding[]) =>
  findings.map(({ meaning, ...finding }) => finding);

describe('the programs on the hooks', () => {
  const programsWith = (run: RecordedRun, attached: readonly string[]) =>
    evidenceOf(run).programs.map((p) => (p.tap === 'pod1/lxc' ? { ...p, attached } : p));

  it('contradict the fast path if none is attached', () => {
    const { verdict, findings } = heard(fast, { programs: programsWith(fast, []) });
    expect(verdict).toBe('fail');
    expect(withoutMeaning(findings)).toEqual([
      {
        ...{ code: 'programs', weight: 'contradiction', tap: 'pod1/lxc', leg: null },
        ...{ expected: 'redirect_peer on tc ingress', seen: 'no program' },
      },
    ]);
    expect(findings[0]!.meaning).toContain('the host stack forwards');
  });

  it.each([
    [['redirect on tc ingress']],
    [['redirect_peer on tc egress']],
    [['redirect_peer on tc ingress', 'cil_from_container on tc ingress']],
  ])('contradict the fast path if they are %j', (attached) => {
    const { verdict, findings } = heard(fast, { programs: programsWith(fast, attached) });
    expect(verdict).toBe('fail');
    expect(findings[0]!.meaning).toContain('another program');
  });

  it('contradict a datapath that has none', () => {
    for (const run of [legacy, bridge]) {
      const programs = programsWith(run, ['redirect_peer on tc ingress']);
      expect(heard(run, { programs }).verdict).toBe('fail');
    }
  });

  it('may be told in any order', () => {
    const attached = ['b on tc ingress', 'a on tc ingress'];
    const [check] = checkWitnesses(
      observed(fast),
      { counters: [], programs: [{ tap: 'pod1/lxc', attached }], conntrack: [] },
      { programs: [{ tap: 'pod1/lxc', attached: attached.toReversed() }], conntrack: 'untracked' },
      fast.datapath.signature,
    );
    expect(check).toMatchObject({ code: 'programs', ok: true });
  });
});

describe('connection tracking', () => {
  const conntrack = (tracked: boolean | null) => ({
    conntrack: [{ namespace: 'node1', tracked }],
  });

  it('contradicts the fast path if it knows the probe', () => {
    const { verdict, findings } = heard(fast, conntrack(true));
    expect(verdict).toBe('fail');
    expect(withoutMeaning(findings)).toEqual([
      {
        ...{ code: 'conntrack', weight: 'contradiction', tap: null, leg: null },
        expected: 'probe untracked in node1',
        seen: 'probe tracked in node1',
      },
    ]);
    expect(findings[0]!.meaning).toContain('host stack');
  });

  it('contradicts the host stack if it does not', () => {
    const { verdict, findings } = heard(legacy, conntrack(false));
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'conntrack', seen: 'probe untracked in node1' });
    expect(findings[0]!.meaning).toContain('passed by');
  });

  it('says nothing where it tracks nothing', () => {
    for (const run of ONE_OF_EACH) expect(heard(run, conntrack(null)).verdict).toBe('pass');
  });
});

describe('the devices own counters', () => {
  const counted = (run: RecordedRun, tap: string, more: { rx?: number; tx?: number }) => ({
    counters: evidenceOf(run).counters.map((c) =>
      c.tap === tap ? { tap, rx: c.rx + (more.rx ?? 0), tx: c.tx + (more.tx ?? 0) } : c,
    ),
  });

  it('leave it open if a device counted more than was captured on it', () => {
    const { verdict, findings } = heard(fast, counted(fast, 'pod2/lxc', { tx: 1 }));
    expect(verdict).toBe('inconclusive');
    expect(withoutMeaning(findings)).toEqual([
      {
        ...{ code: 'device-counters', weight: 'doubt', tap: 'pod2/lxc', leg: null },
        ...{ expected: 'rx +3, tx +0 by the captures', seen: 'rx +3, tx +1' },
      },
    ]);
  });

  it('leave it open if a device counted fewer than the probe', () => {
    expect(heard(fast, counted(fast, 'pod1/lxc', { rx: -1 })).verdict).toBe('inconclusive');
  });

  it('need not have counted what came before or after: ARP and such', () => {
    const arp = observed(bridge).taps.find((t) => t.tap === 'pod1/lxc')!;
    const ofProbe = arp.sightings.filter((s) => s.direction === 'in').length;
    expect(arp.frames.in).toBeGreaterThan(ofProbe);
    const fewer = counted(bridge, 'pod1/lxc', { rx: ofProbe - arp.frames.in });
    expect(heard(bridge, fewer).verdict).toBe('pass');
  });

  it('are bounded by the captures on every host side of every run', () => {
    const host = fc.constantFrom('pod1/lxc', 'pod2/lxc');
    const way = fc.constantFrom('rx', 'tx');
    fc.assert(
      fc.property(fc.constantFrom(...RUNS), host, way, fc.nat({ max: 1000 }), (run, tap, w, n) => {
        fc.pre(tap in run.datapath.signature && !unseenAt(run, tap));
        const { sightings, frames } = observed(run).taps.find((t) => t.tap === tap)!;
        const direction = w === 'rx' ? 'in' : 'out';
        const least = sightings.filter((s) => s.direction === direction).length;
        const fits = n >= least && n <= frames[direction];
        const counters = evidenceOf(run).counters.map((c) =>
          c.tap === tap ? { ...c, [w]: n } : c,
        );
        expect(heard(run, { counters }).verdict).toBe(fits ? 'pass' : 'inconclusive');
      }),
      { numRuns: 200 },
    );
  });

  it('contradict a datapath whose packets should have passed a device unseen, and did not', () => {
    const { verdict, findings } = heard(atXdp, counted(atXdp, 'pod1/lxc', { rx: -1 }));
    expect(verdict).toBe('fail');
    expect(withoutMeaning(findings)).toEqual([
      {
        ...{ code: 'device-counters', weight: 'contradiction', tap: 'pod1/lxc', leg: null },
        expected: 'with unseen packets rx +4 or more, tx +0 or more', // with the canary's reply
        seen: 'rx +3, tx +1',
      },
    ]);
    expect(findings[0]!.meaning).toContain('unseen');
  });

  it('may tell of more that passed unseen than the probe, and not of fewer', () => {
    const runs = RUNS.filter((run) => run.datapath.unseen !== undefined);
    expect(new Set(runs.map((run) => run.datapath.name)).size).toBeGreaterThan(1);
    for (const run of runs) {
      for (const { tap, rx, tx } of run.datapath.unseen!) {
        const more = counted(run, tap, { rx: 5, tx: 5 });
        expect(heard(run, more).verdict).toBe('pass');
        const { count } = observed(run).probe;
        for (const fewer of [{ rx: rx * count - 1 }, { tx: tx * count - 1 }]) {
          const counters = evidenceOf(run).counters.map((c) =>
            c.tap === tap ? { ...c, ...fewer } : c,
          );
          expect(heard(run, { counters }).verdict).toBe('fail');
        }
      }
    }
  });

  it('are not asked in the pods: before Linux 6.7 redirected packets are not counted there', () => {
    expect(heard(fast, counted(fast, 'pod2/eth0', { rx: -3 })).verdict).toBe('pass');
  });

  it('do not turn a contradiction into a doubt', () => {
    const { verdict } = judged(fast, fast, findDatapath('cilium/same-node-legacy'), {
      ...evidenceOf(fast),
      ...counted(fast, 'pod2/lxc', { tx: 1 }),
    });
    expect(verdict).toBe('fail');
  });
});

describe('witnesses that are silent', () => {
  it('change nothing', () => {
    for (const run of ONE_OF_EACH) {
      const silent = { counters: [], programs: [], conntrack: [] };
      expect(judged(run, run, run.datapath, silent).verdict).toBe('pass');
    }
  });
});
