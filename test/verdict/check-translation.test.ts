import { describe, expect, it } from 'vitest';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { checkTranslation } from '../../src/verdict/check-translation.ts';
import type { Evidence, Translation } from '../../src/verdict/evidence.ts';
import { meaningOf } from '../../src/verdict/meaning.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { judged, observed, type RecordedRun, RUNS, recordedRun } from '../support/recorded-runs.ts';

const SERVICES = RUNS.filter((run) => run.datapath.kubeProxy !== undefined);

const good = (run: RecordedRun) => goodEvidence(run.datapath, run.family, observed(run));

function said(run: RecordedRun, translations: readonly Translation[]) {
  const { witnesses } = claimOf(run.datapath, run.family);
  const evidence: Evidence = { ...good(run), translations };
  return checkTranslation(observed(run), evidence, witnesses, run.datapath.signature);
}

const heard = (run: RecordedRun, translations: readonly Translation[] | null) =>
  judged(run, run, run.datapath, { ...good(run), translations });

describe("the node's own note of a translation", () => {
  it('agrees with every good run of a service, once for each who notes', () => {
    expect(SERVICES.length).toBeGreaterThan(20);
    for (const run of SERVICES) {
      const checks = said(run, good(run).translations!);
      expect(checks.map((check) => check.ok)).toEqual(
        run.datapath.kubeProxy === 'ipvs' ? [true, true] : [true],
      );
    }
  });

  it('contradicts every one if it names another pod, whoever notes it', () => {
    for (const run of SERVICES) {
      const wrong = run.family === 4 ? '10.244.1.99' : 'fd00:10:244:1::99';
      const right = good(run).translations!;
      for (const [i, { back }] of right.entries()) {
        if (back === null) continue;
        const other = [back[0]!.replace(/^[^ ]+/, wrong)];
        const { verdict, findings } = heard(run, right.with(i, { ...right[i]!, back: other }));
        expect(verdict).toBe('fail');
        expect(findings.map((f) => f.code)).toEqual(['translation']);
        expect(findings[0]!.seen).toContain(wrong);
        expect(findings[0]!.meaning).toMatch(/another pod/);
      }
    }
  });

  it('contradicts one whose answers would go elsewhere', () => {
    const run = recordedRun('kube-proxy/hairpin udp IPv4');
    const back = ['10.244.1.11 > 10.244.1.11']; // not masqueraded
    expect(heard(run, [{ place: 'node1', by: 'conntrack', back }]).verdict).toBe('fail');
  });

  it('may be among those of earlier runs in the same lab', () => {
    const run = recordedRun('kube-proxy/iptables tcp IPv6');
    const [{ back }] = good(run).translations! as [Translation];
    const earlier = ['fd00:10:244:1::13 > fd00:10:244:1::11', ...back!];
    expect(said(run, [{ place: 'node1', by: 'conntrack', back: earlier }])).toMatchObject([
      { ok: true, seen: `conntrack of node1 expects ${back![0]} back` },
    ]);
  });

  it('is missed where IPVS should have the connection, and only there', () => {
    const run = recordedRun('kube-proxy/ipvs udp IPv4');
    const [byConntrack] = good(run).translations! as [Translation];
    const none: Translation = { place: 'node1', by: 'IPVS', back: [] };
    const [, check] = said(run, [byConntrack, none]);
    expect(check).toMatchObject({ ok: false });
    expect(meaningOf(check!)).toMatch(/IPVS has no connection/);
    expect(said(run, [byConntrack, { ...none, back: null }])).toHaveLength(1);
    const other = recordedRun('kube-proxy/nftables udp IPv4');
    expect(said(other, [none])).toEqual([]);
    // the pod's own node may not be the one that translates
    const there: Translation = { place: 'node1', by: 'IPVS', back: ['10.244.1.12'] };
    expect(said(run, [{ ...none, place: 'node2' }, there])).toMatchObject([{ ok: true }]);
  });

  it('says nothing where nobody was asked, or nobody answered', () => {
    const run = recordedRun('kube-proxy/iptables udp IPv4');
    expect(heard(run, null).verdict).toBe('pass');
    const { witnesses } = claimOf(run.datapath, 4);
    const blind = { ...observed(run), taps: [] };
    const { signature } = run.datapath;
    expect(checkTranslation(blind, good(run), witnesses, signature)).toEqual([]);
  });
});
