import { describe, expect, it } from 'vitest';
import { identify } from '../../src/verdict/identify.ts';
import type { Claim } from '../../src/verdict/judge.ts';
import { in_, none, out, type Signature } from '../../src/verdict/signature.ts';
import { observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];

/** Requests went from A to B; nothing came back. */
const seen = observation([
  tapObservation('A', sightings(ALL)),
  tapObservation('B', sightings(ALL, { direction: 'in', timestampNs: 1n })),
]);

const claim = (signature: Signature): Claim => ({
  signature,
  witnesses: { programs: [], conntrack: 'untracked' },
});

const right = { A: { request: out(0), reply: none }, B: { request: in_(0), reply: none } };
const wrong = { A: { request: out(0), reply: none }, B: { request: none, reply: none } };
/** Right as far as it goes, but asks for a tap that is not there. */
const wider = { ...right, C: { request: none, reply: none } };
/** Contradicted by nothing, since it claims nothing. */
const empty = {};

const named = (catalogue: Record<string, Signature>) =>
  identify(
    seen,
    null,
    new Map(Object.entries(catalogue).map(([name, signature]) => [name, claim(signature)])),
  );

describe('what an observation is taken for', () => {
  it('is what fits with the fewest open questions', () => {
    const { names, ranking } = named({ wider, wrong, right });
    expect(names).toEqual(['right']);
    expect(ranking.map((g) => [g.datapath, g.fits, g.open])).toEqual([
      ['right', true, 0],
      ['wider', true, 2],
      ['wrong', false, 0],
    ]);
  });

  it('is all that fit alike', () => {
    expect(named({ right, wrong, twin: right }).names).toEqual(['right', 'twin']);
  });

  it('is that of the CNI which the cluster has, where others look the same', () => {
    const catalogue = new Map(
      ['calico/a', 'cilium/a', 'linux/a'].map((name) => [name, claim(right)]),
    );
    const evidence = { counters: [], conntrack: [], programs: [] };
    const onCluster = (cni: string) => identify(seen, { ...evidence, cni }, catalogue).names;
    expect(onCluster('cilium')).toEqual(['cilium/a']);
    expect(onCluster('flannel')).toEqual(['calico/a', 'cilium/a', 'linux/a']);
    const others = new Map([...catalogue, ['cilium/a', claim(wrong)] as const]);
    expect(identify(seen, { ...evidence, cni: 'cilium' }, others).names).not.toContain('cilium/a');
  });

  it('is nothing that claims to see no probe anywhere', () => {
    expect(named({ empty }).names).toEqual([]);
    expect(named({ empty, right }).names).toEqual(['right']);
    expect(named({ empty, wider }).ranking[0]!.datapath).toBe('wider');
  });

  it('is nothing at all where everything is contradicted', () => {
    const { names, ranking } = named({ wrong });
    expect(names).toEqual([]);
    expect(ranking[0]!.evidence).toEqual(['B request: 3 of 3 in, where it has none']);
  });

  it('has what speaks for it as evidence', () => {
    const [best] = named({ right }).ranking;
    expect(best!.score).toBe(1);
    expect(best!.evidence).toContain('B request: 3 of 3 in');
    expect(best!.evidence).toContain('A reply: none');
  });
});
