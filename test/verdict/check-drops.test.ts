import { describe, expect, it } from 'vitest';
import { canalPolicyDrop } from '../../src/datapaths/canal/policy-drop.ts';
import { policyDrop } from '../../src/datapaths/cilium/policy-drop.ts';
import { sameNode } from '../../src/datapaths/cilium/same-node.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { checkDrops } from '../../src/verdict/check-drops.ts';
import type { Evidence, PlaceDrops } from '../../src/verdict/evidence.ts';
import { meaningOf } from '../../src/verdict/meaning.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { judged, observed, recordedRun } from '../support/recorded-runs.ts';

const RUN = recordedRun('cilium/policy-drop ping IPv4');
const RIGHT = { tap: 'pod1/lxc', reason: 'TC_INGRESS', packets: 3 };

function evidenceOf(drops: readonly PlaceDrops[] | null): Evidence {
  return { ...goodEvidence(policyDrop, 4, observed(RUN)), drops };
}

function said(drops: NonNullable<PlaceDrops['drops']>, datapath = policyDrop) {
  const evidence = evidenceOf([{ place: 'node1', drops }]);
  return checkDrops(evidence, claimOf(datapath, 4).witnesses, 3);
}

describe('what the kernel says of the drop', () => {
  it('is right where all requests are dropped at the place and for the reason', () => {
    expect(said([RIGHT])).toEqual([
      {
        ...{ code: 'drops', tap: 'pod1/lxc', leg: null, ok: true },
        expected: '3 dropped as TC_INGRESS at pod1/lxc',
        seen: '3 dropped as TC_INGRESS at pod1/lxc',
      },
    ]);
  });

  it.each([
    ['another reason', [{ ...RIGHT, reason: 'NETFILTER_DROP' }], /another reason/],
    ['another place', [{ ...RIGHT, tap: 'node1/eth0' }], /another place/],
    [
      'another for one of them',
      [
        { ...RIGHT, packets: 2 },
        { ...RIGHT, reason: 'TTL', packets: 1 },
      ],
      /another reason/,
    ],
    ['none', [], /dropped none/],
  ])('contradicts where it is %s', (_, drops, meaning) => {
    const [check] = said(drops);
    expect(check).toMatchObject({ ok: false });
    expect(meaningOf(check!)).toMatch(meaning);
    const evidence = evidenceOf([{ place: 'node1', drops }]);
    expect(judged(RUN, RUN, policyDrop, evidence).verdict).toBe('fail');
  });

  it.each([2, 4])('leaves open where the number is not that of the probes: %i', (packets) => {
    const [check] = said([{ ...RIGHT, packets }]);
    expect(check).toMatchObject({ ok: null });
    expect(meaningOf(check!)).toMatch(/more or fewer/);
  });

  it('counts for nothing where the kernel cannot say, or nobody asked', () => {
    const mute: PlaceDrops = { place: 'node1', drops: null, why: 'no reasons before 5.17' };
    for (const drops of [[mute], null]) {
      expect(checkDrops(evidenceOf(drops), claimOf(policyDrop, 4).witnesses, 3)).toEqual([]);
      expect(judged(RUN, RUN, policyDrop, evidenceOf(drops)).verdict).toBe('pass');
    }
  });

  it('is no question of datapaths that drop nothing', () => {
    expect(said([RIGHT], sameNode)).toEqual([]);
  });

  it('tells the program at tc from the rules of netfilter', () => {
    expect(said([RIGHT], canalPolicyDrop)).toMatchObject([{ ok: false }]);
  });
});
