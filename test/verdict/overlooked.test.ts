import { describe, expect, it } from 'vitest';
import { identify } from '../../src/verdict/identify.ts';
import { type Claim, judge } from '../../src/verdict/judge.ts';
import { in_, out, type Signature } from '../../src/verdict/signature.ts';
import { observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];
const SIGNATURE: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0), reply: out(0) },
};
const STRICT: Claim = { signature: SIGNATURE, witnesses: { programs: [], conntrack: 'untracked' } };
const LENIENT: Claim = { ...STRICT, overlooked: ['C'] };

/** All that A and B must see, and of these probes something at another tap. */
function seen(tap: string, probes: readonly number[]) {
  const of = (tap: string, there: 'in' | 'out', back: 'in' | 'out') =>
    tapObservation(tap, [
      ...sightings(ALL, { direction: there }),
      ...sightings(ALL, { leg: 'reply', direction: back }),
    ]);
  const strange = sightings(probes, { ttl: 9, destination: '10.9.9.9', timestampNs: -1n });
  return observation([of('A', 'out', 'in'), tapObservation(tap, strange), of('B', 'in', 'out')]);
}

describe('a tap that a datapath asks nothing of', () => {
  it.each([[[]], [[0]], [ALL]])('may see of the probe what it will: %j', (probes) => {
    const { verdict, findings } = judge(seen('C', probes), null, LENIENT);
    expect(findings).toEqual([]);
    expect(verdict).toBe('pass');
  });

  it('is one that it names: any other must see nothing', () => {
    for (const [tap, claim] of [
      ['C', STRICT],
      ['D', LENIENT],
    ] as const) {
      const { verdict, findings } = judge(seen(tap, [0]), null, claim);
      expect(verdict).toBe('fail');
      expect(findings[0]).toMatchObject({ code: 'unexpected', tap, leg: 'request' });
    }
  });

  it('is none that speaks against its name', () => {
    const claims = new Map([
      ['strict', STRICT],
      ['lenient', LENIENT],
    ]);
    expect(identify(seen('C', []), null, claims).names).toEqual(['lenient']);
    const { names, ranking } = identify(seen('C', ALL), null, claims);
    expect(names).toEqual(['lenient']);
    expect(ranking.map(({ unknownTaps }) => unknownTaps)).toEqual([0, 1]);
  });
});
