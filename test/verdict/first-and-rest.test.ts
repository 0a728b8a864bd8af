import { describe, expect, it } from 'vitest';
import { calicoEbpf } from '../../src/datapaths/calico/ebpf.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { judge } from '../../src/verdict/judge.ts';
import type { Observation, Sighting } from '../../src/verdict/observation.ts';
import { observed, recordedRun } from '../support/recorded-runs.ts';

const GOOD = observed(recordedRun('calico/ebpf ping IPv4'));

/** The same, but for the requests at one tap. */
function with_(tap: string, requests: (good: readonly Sighting[]) => readonly Sighting[]) {
  const taps = GOOD.taps.map((one) => {
    if (one.tap !== tap) return one;
    const isRequest = (s: Sighting) => s.leg === 'request';
    const others = one.sightings.filter((s) => !isRequest(s));
    return { ...one, sightings: [...requests(one.sightings.filter(isRequest)), ...others] };
  });
  return heard({ ...GOOD, taps });
}

function heard(observation: Observation) {
  const { verdict, findings } = judge(observation, null, claimOf(calicoEbpf, 4));
  return { verdict, of: findings.map((f) => `${f.tap} ${f.code}`) };
}

describe('a datapath that routes the first request and not the rest', () => {
  it('is what was recorded', () => {
    expect(heard(GOOD)).toEqual({ verdict: 'pass', of: [] });
    const at = (tap: string) => GOOD.taps.find((t) => t.tap === tap)!.sightings;
    const requests = (tap: string) => at(tap).filter((s) => s.leg === 'request');
    expect(requests('pod2/lxc').map((s) => s.probe)).toEqual([0]);
    expect(requests('pod2/eth0').map((s) => [s.probe, s.ttl])).toEqual([
      [0, 63],
      [1, 64],
      [2, 64],
    ]);
  });

  it('is not one that routes the second, too', () => {
    const { verdict, of } = with_('pod2/lxc', (good) => [...good, { ...good[0]!, probe: 1 }]);
    expect(verdict).toBe('fail');
    expect(of[0]).toBe('pod2/lxc unexpected');
  });

  it('is not one that routes another than the first', () => {
    const { verdict, of } = with_('pod2/lxc', ([first]) => [{ ...first!, probe: 1 }]);
    expect(verdict).toBe('fail');
    expect(of[0]).toBe('pod2/lxc unexpected');
  });

  it('is not one that routes none', () => {
    const { verdict, of } = with_('pod2/lxc', () => []);
    expect(verdict).toBe('fail');
    expect(of[0]).toBe('pod2/lxc missing');
  });

  it.each([0, 1, 2])('is not one of which request %i came into pod2 the other way', (probe) => {
    const { verdict, of } = with_('pod2/eth0', (good) =>
      good.map((s) => (s.probe === probe ? { ...s, ttl: s.ttl === 63 ? 64 : 63 } : s)),
    );
    expect(verdict).toBe('fail');
    expect(of).toContain('pod2/eth0 ttl');
  });
});
