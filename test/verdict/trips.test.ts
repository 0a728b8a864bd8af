import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { judge } from '../../src/verdict/judge.ts';
import { tellApart } from '../../src/verdict/tell-apart.ts';
import { tripsOf } from '../../src/verdict/trips.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { observed, recordedRun } from '../support/recorded-runs.ts';
import { recordedTrace } from '../support/traces.ts';

const FAST = 'cilium/same-node';
const LEGACY = 'cilium/same-node-legacy';

const tripsIn = (folder: string) => tripsOf(recordedTrace(folder).hops);

describe('how often packets wait for a CPU', () => {
  it('is once a trip where bpf_redirect_peer() hands them over', () => {
    expect(tripsIn('cilium-same-node')).toEqual([
      { leg: 'request', trips: 3, rescheduled: 3 },
      { leg: 'reply', trips: 3, rescheduled: 3 },
    ]);
  });

  it('is twice a trip where the stack forwards them', () => {
    expect(tripsIn('cilium-same-node-legacy')).toEqual([
      { leg: 'request', trips: 3, rescheduled: 6 },
      { leg: 'reply', trips: 3, rescheduled: 6 },
    ]);
  });

  it('counts no trip of a leg that was never sent', () => {
    expect(tripsIn('cilium-policy-drop')).toEqual([
      { leg: 'request', trips: 3, rescheduled: 3 },
      { leg: 'reply', trips: 0, rescheduled: 0 },
    ]);
  });

  it('counts a packet once, though it goes out of several devices', () => {
    const [request] = tripsIn('flannel-vxlan');
    expect(request).toMatchObject({ trips: 3 });
  });
});

/** The good run of a datapath held against it, with that trace. */
function heldAgainst(name: string, trace: ReturnType<typeof tripsIn> | null | undefined) {
  const run = recordedRun(`${name} ping IPv4`);
  const observation = observed(run);
  const evidence = { ...goodEvidence(run.datapath, 4, observation) };
  const word = trace === undefined ? {} : { trace: { trips: trace } };
  return judge(observation, { ...evidence, ...word }, claimOf(run.datapath, 4));
}

describe('a trace as a witness', () => {
  it.each([
    [FAST, 'cilium-same-node'],
    [LEGACY, 'cilium-same-node-legacy'],
  ])('agrees with %s where it is at work', (name, folder) => {
    const { verdict, checks } = heldAgainst(name, tripsIn(folder));
    expect(verdict).toBe('pass');
    expect(checks.filter((c) => c.code === 'rescheduling').map((c) => c.ok)).toEqual([true, true]);
  });

  it.each([
    [FAST, 'cilium-same-node-legacy', '2 rescheduling points per trip'],
    [LEGACY, 'cilium-same-node', '1 rescheduling point per trip'],
  ])('contradicts %s where another is', (name, folder, seen) => {
    const { verdict, findings } = heldAgainst(name, tripsIn(folder));
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'rescheduling', leg: 'request', seen });
    expect(findings[0]?.meaning).toContain('waited for a CPU more or fewer times');
  });

  it('is not asked where nobody traced, or the kernel cannot say', () => {
    for (const trace of [undefined, null]) {
      const { verdict, checks } = heldAgainst(FAST, trace);
      expect(verdict).toBe('pass');
      expect(checks.some((c) => c.code === 'rescheduling')).toBe(false);
    }
  });

  it('says what it saw where it is not the same for each', () => {
    const uneven = [{ leg: 'request' as const, trips: 3, rescheduled: 4 }];
    const { verdict, findings } = heldAgainst(FAST, uneven);
    expect(verdict).toBe('inconclusive');
    expect(findings[0]?.meaning).toContain('some were lost, split or joined');
    expect(findings[0]).toMatchObject({
      weight: 'doubt',
      ...{ expected: '1 rescheduling point per trip', seen: '4 rescheduling points in 3 trips' },
    });
  });

  it('could tell apart what expects different counts', () => {
    const claims = [FAST, LEGACY].map((name) => claimOf(findDatapath(name), 4));
    expect(tellApart(claims)).toContain('verify --trace');
    expect(tellApart([claims[0]!, claims[0]!])).toBeNull();
  });
});
