import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/verdict/check.ts';
import { checkOrder } from '../../src/verdict/check-order.ts';
import { findingsOf } from '../../src/verdict/finding.ts';
import { byLeg, marker, sequencesOf } from '../../src/verdict/join-key.ts';
import { type Claim, judge } from '../../src/verdict/judge.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { origins } from '../../src/verdict/origins.ts';
import { in_, none, out, type Signature } from '../../src/verdict/signature.ts';
import { observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];
const silent = { request: none, reply: none };

const toB: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0), reply: out(0) },
  C: silent,
};
const toC: Signature = { A: toB.A!, B: silent, C: toB.B! };
/** Routed on the way, too. */
const farther: Signature = { A: toB.A!, B: silent, C: { request: in_(-1), reply: out(0) } };

const reply = { leg: 'reply' } as const;
const sender = tapObservation('A', [
  ...sightings(ALL),
  ...sightings(ALL, { ...reply, direction: 'in', timestampNs: 4n }),
]);
const answering = (tap: string) =>
  tapObservation(tap, [
    ...sightings(ALL, { direction: 'in', timestampNs: 2n }),
    ...sightings(ALL, { ...reply, timestampNs: 3n }),
  ]);
const still = (tap: string) => tapObservation(tap, [], { canaries: 1 });

const wentToB = observation([sender, answering('B'), still('C')]);
const wentToC = observation([sender, still('B'), answering('C')]);

const claim = (signature: Signature, others: readonly Signature[] = []): Claim => ({
  ...{ signature, others },
  witnesses: { programs: [], conntrack: 'untracked' },
});

const held = (seen: Observation, of: Claim) => judge(seen, null, of);

describe('one of several ways', () => {
  it('will do, and the one that was taken is named', () => {
    for (const [seen, way] of [
      [wentToB, toB],
      [wentToC, toC],
    ] as const) {
      for (const of of [claim(toB, [toC]), claim(toC, [toB])]) {
        expect(held(seen, of)).toMatchObject({ verdict: 'pass', signature: way });
      }
    }
    expect(held(wentToC, claim(toB)).verdict).toBe('fail');
  });

  it('is held against what was seen by what contradicts it least', () => {
    const { verdict, signature, findings } = held(wentToC, claim(toB, [farther]));
    expect(signature).toBe(farther);
    expect(verdict).toBe('fail');
    expect(findings.map(({ code, tap }) => `${code} ${tap}`)).toEqual(['ttl C']);
  });

  it('is then the one that leaves least open, and else the first', () => {
    const unknown = { ...toB, D: silent };
    expect(held(wentToB, claim(unknown, [toB]))).toMatchObject({ verdict: 'pass', signature: toB });
    expect(held(wentToB, claim(toB, [unknown])).signature).toBe(toB);
    const same = { ...toB };
    expect(held(wentToB, claim(same, [toB])).signature).toBe(same);
  });
});

describe('the order along the way', () => {
  const order = (seen: Observation, signature: Signature) =>
    checkOrder(seen, signature, origins(seen, signature));

  it('is a question that is answered where nothing is wrong', () => {
    const words = { expected: 'along the path', seen: 'along the path' };
    expect(order(wentToB, toB)).toEqual([
      { code: 'order', tap: null, leg: null, ok: true, ...words },
    ]);
  });

  it('is asked of the last probe as of the first', () => {
    const early = tapObservation('B', [
      ...sightings([0, 1], { direction: 'in', timestampNs: 2n }),
      ...sightings([2], { direction: 'in', timestampNs: -5n }),
      ...sightings(ALL, { ...reply, timestampNs: 3n }),
    ]);
    expect(order(observation([sender, early, still('C')]), toB)).toEqual([
      {
        ...{ code: 'order', tap: 'B', leg: 'request', ok: null },
        ...{ expected: 'after request at A', seen: 'probe 3 is 5 ns early' },
      },
    ]);
  });
});

describe('findings', () => {
  const check = (code: Check['code'], ok: Check['ok'], tap = 'A'): Check => ({
    ...{ code, tap, leg: 'request', ok, expected: 'this', seen: 'that' },
  });
  const told = (...checks: Check[]) => findingsOf(checks).map(({ code, tap }) => `${code} ${tap}`);

  it('are contradictions, the telling ones first, and then doubts, each in the order of the path', () => {
    expect(
      told(
        check('order', null),
        check('ttl', false),
        check('ttl', true),
        check('missing', null),
        check('missing', false, 'B'),
        check('unexpected', false, 'C'),
        check('copies', false),
      ),
    ).toEqual(['missing B', 'unexpected C', 'ttl A', 'copies A', 'order A', 'missing A']);
  });

  it('say once that a probe was not sent, and all else as often as it is so', () => {
    const twice = (code: Check['code']) => told(check(code, null, 'A'), check(code, null, 'B'));
    expect(twice('not-sent')).toEqual(['not-sent A']);
    expect(twice('missing')).toEqual(['missing A', 'missing B']);
    expect(
      told(check('not-sent', null), check('order', null), check('not-sent', null, 'B')),
    ).toEqual(['not-sent A', 'order A']);
  });

  it('bear what was expected and seen, how much it weighs, and what it means', () => {
    expect(findingsOf([check('copies', false), check('copies', null)])).toMatchObject([
      {
        ...{ code: 'copies', weight: 'contradiction', tap: 'A', leg: 'request' },
        ...{ expected: 'this', seen: 'that', meaning: expect.stringContaining('repeated') },
      },
      { weight: 'doubt' },
    ]);
  });
});

it('a marker is found by its nonce, leg and number', () => {
  expect(marker('0123456789abcdef', 'request', 7)).toBe('cni-lab 0123456789abcdef q 7 ');
  expect(marker('0123456789abcdef', 'reply', 7)).toBe('cni-lab 0123456789abcdef r 7 ');
  expect(sequencesOf(3)).toEqual([1, 2, 3]);
  expect(byLeg((leg) => leg.length)).toEqual({ request: 7, reply: 5 });
});
