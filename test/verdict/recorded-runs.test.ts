import { describe, expect, it } from 'vitest';
import { CATALOGUE, claims, findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf, familiesOf, probesOf } from '../../src/datapaths/datapath.ts';
import { identify } from '../../src/verdict/identify.ts';
import { tellApart } from '../../src/verdict/tell-apart.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import {
  alikeInAll,
  isAPart,
  isContained,
  looksLike,
  witnessesThatTell,
} from '../support/look-alikes.ts';
import { judged, observed, RUNS } from '../support/recorded-runs.ts';

it('holds a run of every datapath with every probe that makes sense there, in both families', () => {
  const wanted = CATALOGUE.flatMap((datapath) =>
    probesOf(datapath).flatMap((kind) =>
      familiesOf(datapath).map((f) => `${datapath.name} ${kind} IPv${f}`),
    ),
  );
  expect(RUNS.map((run) => run.title).sort()).toEqual(wanted.sort());
});

describe.each(RUNS)('a good run of $title', (run) => {
  const observation = observed(run);
  const evidence = goodEvidence(run.datapath, run.family, observation);

  it('passes by its own signature, by the captures alone', () => {
    const { verdict, findings, checks } = judged(run);
    expect(findings).toEqual([]);
    expect(verdict).toBe('pass');
    expect(checks.every((check) => check.ok === true)).toBe(true);
  });

  it('passes with the witnesses too, and all that there are were asked', () => {
    const { verdict, checks } = judged(run, run, run.datapath, evidence);
    expect(verdict).toBe('pass');
    const asked = new Set(checks.map((check) => check.code));
    expect(asked).toContain('programs');
    const { namespaces, taps } = run.datapath.topology(run.family);
    expect(asked.has('device-counters')).toBe(taps.some((tap) => tap.name.endsWith('/lxc')));
    expect(asked.has('conntrack')).toBe(namespaces.node1!.nftables !== undefined);
  });

  it('is named by the captures alone, together with its twins if it has any', () => {
    const { names, ranking } = identify(observation, null, claims(run.family));
    expect(names.toSorted()).toEqual(looksLike(run.datapath.name, run.family).toSorted());
    expect(ranking).toHaveLength(claims(run.family).size);
    expect(ranking[0]!.score).toBe(1);
  });

  it('is told by the witnesses from those of its twins that differ to them', () => {
    const { names } = identify(observation, evidence, claims(run.family));
    expect(names.toSorted()).toEqual(alikeInAll(run.datapath.name, run.family));
  });

  it('is no other datapath but for its twins', () => {
    for (const other of CATALOGUE) {
      if (other.name === run.datapath.name || !familiesOf(other).includes(run.family)) continue;
      const { verdict, findings, checks } = judged(run, run, other);
      if (looksLike(run.datapath.name, run.family).includes(other.name)) {
        expect(`${other.name} ${verdict}`).toBe(`${other.name} pass`);
        continue;
      }
      if (verdict === 'inconclusive' && isAPart(checks)) continue;
      if (isContained(other, run.datapath)) {
        expect(`${other.name} ${verdict}`).toBe(`${other.name} pass`);
        continue;
      }
      expect(`${other.name} ${verdict}`).toBe(`${other.name} fail`);
      expect(findings[0]!.weight).toBe('contradiction');
      const isAnywhere = tapsOf(run).some((tap) => tap in other.signature);
      const ofNone = ['tap-missing', 'not-answered', ...(isAnywhere ? [] : ['asked'])];
      for (const finding of findings) {
        const ofATap = !ofNone.includes(finding.code);
        if (ofATap) expect(finding.tap).toBeOneOf(tapsOf(run));
        expect(finding.leg).toBeOneOf(['request', 'reply']);
        expect(finding.expected).not.toBe(finding.seen);
        expect(finding.expected).toMatch(/\S/);
        expect(finding.seen).toMatch(/\S/);
        expect(finding.meaning.split(' ').length).toBeGreaterThan(3);
      }
    }
  });

  it('is not its twin, once the witnesses that can tell are heard', () => {
    const same = alikeInAll(run.datapath.name, run.family);
    for (const name of looksLike(run.datapath.name, run.family)) {
      if (same.includes(name)) continue;
      const { verdict, findings } = judged(run, run, findDatapath(name), evidence);
      expect(verdict).toBe('fail');
      const telling = witnessesThatTell(run.datapath.name, name, run.family);
      expect(telling.length).toBeGreaterThan(0);
      expect(new Set(findings.map((f) => f.code))).toEqual(new Set(telling));
    }
  });
});

describe('every control', () => {
  it.each(RUNS)('$title contradicts the signature that it is the control of', (run) => {
    for (const datapath of CATALOGUE.filter((d) => d.control === run.datapath.name)) {
      expect(judged(run, run, datapath).verdict).toBe('fail');
    }
  });
});

describe('what could tell the twins apart', () => {
  const TWINS = ['cilium/same-node-legacy', 'linux/plain-redirect'];

  it('is named: the programs and connection tracking', () => {
    expect(tellApart(TWINS.map((name) => claimOf(findDatapath(name), 4)))).toMatch(
      /programs.* or .*connection tracking/,
    );
  });

  it('is nothing where there is but one, or where they differ in nothing', () => {
    const legacy = claimOf(findDatapath(TWINS[0]!), 4);
    expect(tellApart([])).toBeNull();
    expect(tellApart([legacy])).toBeNull();
    expect(tellApart([legacy, legacy])).toBeNull();
    expect(tellApart([legacy, claimOf(findDatapath('linux/ptp'), 4)])).toBeNull();
  });

  it('are the routing daemons, where only one of them has its routes from a protocol', () => {
    const twins = ['flannel/host-gw', 'kube-router/bgp'].map((name) => findDatapath(name));
    const claimed = twins.map((datapath) => claimOf(datapath, 6));
    expect(tellApart(claimed)).toBe(
      'these captures cannot tell them apart; the routing daemons (birdc show route all) could',
    );
  });
});

function tapsOf(run: (typeof RUNS)[number]): string[] {
  return run.captures.map((capture) => capture.tap);
}
