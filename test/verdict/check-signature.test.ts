import { describe, expect, it } from 'vitest';
import { summary } from '../../src/verdict/check-presence.ts';
import { checkSignature } from '../../src/verdict/check-signature.ts';
import type { Sighting, TapObservation } from '../../src/verdict/observation.ts';
import { in_, none, out, type Signature } from '../../src/verdict/signature.ts';
import { judgeBy, observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];

const SIGNATURE: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0), reply: out(0) },
};

const reply = { leg: 'reply' } as const;
const GOOD = {
  A: [...sightings(ALL), ...sightings(ALL, { ...reply, direction: 'in', timestampNs: 4n })],
  B: [
    ...sightings(ALL, { direction: 'in', timestampNs: 2n }),
    ...sightings(ALL, { ...reply, timestampNs: 3n }),
  ],
};

/** A good run of it, changed: what else there is, and what of the good is not. */
function seen(
  others: readonly TapObservation[] = [],
  keep: (tap: string, s: Sighting) => boolean = () => true,
) {
  const taps = Object.entries(GOOD).map(([tap, all]) =>
    tapObservation(
      tap,
      all.filter((s) => keep(tap, s)),
    ),
  );
  return observation([...taps, ...others]);
}

const answers = (...asked: Parameters<typeof checkSignature>) => [...checkSignature(...asked)];

const codes = (checks: readonly { code: string; tap: string | null }[]) =>
  checks.map(({ code, tap }) => `${code} ${tap}`);

describe('taps that a signature does not know', () => {
  it('are asked nothing where they saw nothing', () => {
    const checks = answers(seen([tapObservation('C', [])]), SIGNATURE);
    expect(codes(checks).filter((one) => one.endsWith(' C'))).toEqual([]);
    expect(checks).toEqual(answers(seen(), SIGNATURE));
  });

  it('are told by name, in whatever order the captures come', () => {
    const [c, d] = ['C', 'D'].map((tap) => tapObservation(tap, sightings([0])));
    for (const others of [
      [c!, d!],
      [d!, c!],
    ]) {
      const { findings } = judgeBy(SIGNATURE, seen(others));
      expect(codes(findings)).toEqual(['unexpected C', 'unexpected D']);
    }
  });
});

describe('what did not leave its sender', () => {
  it('is no excuse for a reply that is missing there', () => {
    const lost = seen([], (tap, s) => tap !== 'A' || s.probe !== 1);
    const { verdict, findings } = judgeBy(SIGNATURE, lost);
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'missing', tap: 'A', leg: 'reply' });
  });

  it('is no excuse for a packet that does not come back, where others saw it on its way', () => {
    const there = out(0, { hop: 0 });
    const turned: Signature = {
      A: { request: [there, in_(-1, { hop: 2 })], reply: in_(0) },
      B: { request: in_(0, { hop: 1 }), reply: out(0) },
    };
    const back = sightings(ALL, { direction: 'in', ttl: 63, timestampNs: 3n });
    const withBack = (probes: readonly number[]) => {
      const sent = GOOD.A.filter((s) => s.leg === 'reply' || probes.includes(s.probe!));
      const came = back.filter((s) => probes.includes(s.probe!));
      const replies = sightings(ALL, { ...reply, direction: 'in', timestampNs: 5n });
      return observation([
        tapObservation('A', [...sent.filter((s) => s.leg === 'request'), ...came, ...replies]),
        tapObservation(
          'B',
          GOOD.B.map((s) => (s.leg === 'reply' ? { ...s, timestampNs: 4n } : s)),
        ),
      ]);
    };
    expect(judgeBy(turned, withBack(ALL)).verdict).toBe('pass');
    const { verdict, findings } = judgeBy(turned, withBack([0, 1]));
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'missing', tap: 'A', expected: 'all in' });
  });
});

describe('what a tap saw of a leg, in words', () => {
  it('is how many probes, and by which directions, sorted', () => {
    expect(summary(sightings([0], { direction: 'out' }), 3)).toBe('1 of 3 out');
    const both = [...sightings([0, 1]), ...sightings([0], { direction: 'in' })];
    expect(summary(both, 3)).toBe('2 of 3 in+out');
    expect(summary(sightings([2], { direction: null }), 3)).toBe('1 of 3 ?');
    expect(summary([], 3)).toBe('none');
  });

  it('is nothing at all where the capture has not shown that it could see', () => {
    const silent: Signature = { ...SIGNATURE, C: { request: none, reply: none } };
    const { findings } = judgeBy(silent, seen([tapObservation('C', [])]));
    expect(findings.map((f) => `${f.code}: ${f.seen}`)).toEqual([
      'unproven-absence: nothing at all',
      'unproven-absence: nothing at all',
    ]);
  });
});
