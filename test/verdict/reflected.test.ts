import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/verdict/observation.ts';
import { in_, out, type Signature } from '../../src/verdict/signature.ts';
import { judgeBy, observation, sightings, tapObservation } from '../support/observation.ts';

/** Out of B to a switch and back in: only the direction tells the looks from each other. */
const REFLECTED: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: {
    request: [out(0), in_(0)],
    reply: [out(0, { hop: 0.5 }), in_(0)],
  },
  C: { request: in_(0), reply: out(0) },
};

const WAY = [
  ...[['A', 'out', 'request'] as const, ['B', 'out', 'request'] as const],
  ...[['B', 'in', 'request'] as const, ['C', 'in', 'request'] as const],
  ...[['C', 'out', 'reply'] as const, ['B', 'out', 'reply'] as const],
  ...[['B', 'in', 'reply'] as const, ['A', 'in', 'reply'] as const],
];

function word(change: (s: Sighting, i: number) => readonly Sighting[]): string {
  const all = WAY.flatMap(([tap, direction, leg], i) => {
    const [sighting] = sightings([0], { direction, leg, timestampNs: BigInt(i) });
    return change(sighting!, i).map((s) => ({ tap, sighting: s }));
  });
  const taps = ['A', 'B', 'C'].map((tap) =>
    tapObservation(
      tap,
      all.flatMap((s) => (s.tap === tap ? [s.sighting] : [])),
    ),
  );
  return judgeBy(REFLECTED, observation(taps, 1, { kind: 'udp' })).verdict;
}

const AT_B = WAY.flatMap(([tap], i) => (tap === 'B' ? [i] : []));

describe('looks that only their direction tells from each other', () => {
  it('pass when a packet has each of them once', () => {
    expect(word((s) => [s])).toBe('pass');
  });

  it.each(AT_B)('are in doubt, not twice the other, where that of stop %i is not known', (at) => {
    expect(word((s, i) => [i === at ? { ...s, direction: null } : s])).toBe('inconclusive');
  });

  it('are in doubt where no direction of that tap is known', () => {
    const known = (i: number) => !AT_B.includes(i);
    expect(word((s, i) => [known(i) ? s : { ...s, direction: null }])).toBe('inconclusive');
  });

  it.each(AT_B)('fail if one is missing, or is the other, at stop %i', (at) => {
    const turned = (s: Sighting) => ({ ...s, direction: s.direction === 'in' ? 'out' : 'in' });
    expect(word((s, i) => (i === at ? [] : [s]))).toBe('fail');
    expect(word((s, i) => [i === at ? (turned(s) as Sighting) : s])).toBe('fail');
  });
});
