import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation, Sighting } from '../../src/verdict/observation.ts';
import {
  in_,
  describe as inWords,
  none,
  out,
  type Seen,
  type Signature,
} from '../../src/verdict/signature.ts';
import { wayOf } from '../../src/verdict/way.ts';
import { judgeBy, observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];
const POD = '10.0.0.1';
const VIP = '10.96.0.1';
const NODE = '10.0.0.254';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const turned = { addresses: { source: 'masquerade', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'masquerade' } } as const;
const restored = { addresses: { source: 'service', destination: 'from' } } as const;

/** A asks a service, which is A itself: each packet leaves it by B, and comes back by B. */
const HAIRPIN: Signature = {
  A: {
    request: [out(0, { hop: 0, ...asked }), in_(-1, { hop: 3, ...turned })],
    reply: [out(0, { hop: 0, ...answered }), in_(-1, { hop: 3, ...restored })],
  },
  B: {
    request: [in_(0, { hop: 1, ...asked }), out(-1, { hop: 2, ...turned })],
    reply: [in_(0, { hop: 1, ...answered }), out(-1, { hop: 2, ...restored })],
  },
};

/** What is seen of one probe, in the order of the way: eight sightings. */
function hairpin(probe: number, back = NODE): { tap: string; sighting: Sighting }[] {
  const legs = [
    { leg: 'request', sent: [POD, VIP], turned: [back, POD] },
    { leg: 'reply', sent: [POD, back], turned: [VIP, POD] },
  ] as const;
  return legs.flatMap(({ leg, sent, turned }, i) =>
    (['A out', 'B in', 'B out', 'A in'] as const).map((where, hop) => {
      const [tap, direction] = where.split(' ') as ['A' | 'B', 'in' | 'out'];
      const [source, destination] = hop < 2 ? sent : turned;
      const time = { timestampNs: BigInt(100 * probe + 4 * i + hop) };
      const [sighting] = sightings([probe], {
        ...{ leg, direction, source, destination, ttl: hop < 2 ? 64 : 63 },
        ...time,
      });
      return { tap, sighting: sighting! };
    }),
  );
}

function seen(all: readonly { tap: string; sighting: Sighting }[], kind: 'udp' | 'tcp' = 'udp') {
  const at = (tap: string) => all.flatMap((s) => (s.tap === tap ? [s.sighting] : []));
  const taps = ['A', 'B'].map((tap) => tapObservation(tap, at(tap)));
  return observation(taps, 3, { kind });
}

const GOOD = ALL.flatMap((probe) => hairpin(probe));
const word = (of: Observation) => judgeBy(HAIRPIN, of).verdict;
const any = fc.nat({ max: GOOD.length - 1 });

/** With one of the sightings made into others. */
function changed(i: number, change: (s: Sighting) => readonly Sighting[]) {
  return GOOD.flatMap((one, j) =>
    i === j ? change(one.sighting).map((sighting) => ({ ...one, sighting })) : [one],
  );
}

/** Whether it is the request as it was sent. */
const isSent = (i: number) => i % 8 === 0;

describe('a tap that sees each packet more than once', () => {
  it('passes with every look of every packet, in whatever order they were noted', () => {
    expect(judgeBy(HAIRPIN, seen(GOOD)).findings).toEqual([]);
    expect(word(seen(GOOD))).toBe('pass');
    fc.assert(
      fc.property(fc.shuffledSubarray(GOOD, { minLength: GOOD.length }), (shuffled) => {
        expect(word(seen(shuffled))).toBe('pass');
      }),
    );
  });

  it('fails if one look of one packet is missing, and is in doubt if it is the one sent', () => {
    for (const i of GOOD.keys()) {
      expect(word(seen(changed(i, () => [])))).toBe(isSent(i) ? 'inconclusive' : 'fail');
    }
  });

  it('fails where nothing was seen to be sent, and all of it to come back', () => {
    const back = GOOD.filter((_, i) => i % 8 > 1);
    const { verdict, findings } = judgeBy(HAIRPIN, seen(back));
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'missing', tap: 'B', expected: 'all in' });
  });

  it('fails if a packet has one look twice', () => {
    for (const i of GOOD.keys()) expect(word(seen(changed(i, (s) => [s, s])))).toBe('fail');
  });

  it('fails if a packet goes the other way, and is in doubt if that is not known', () => {
    const turnedRound = (s: Sighting) => ({
      ...s,
      direction: s.direction === 'in' ? ('out' as const) : ('in' as const),
    });
    for (const i of GOOD.keys()) {
      expect(word(seen(changed(i, (s) => [turnedRound(s)])))).toBe('fail');
      expect(word(seen(changed(i, (s) => [{ ...s, direction: null }])))).toBe('inconclusive');
    }
  });

  it('fails with another TTL, address or encapsulation in any look', () => {
    const wrong = fc.constantFrom<Partial<Sighting>>(
      { ttl: 62 },
      { source: '10.9.9.9' },
      { destination: '10.9.9.9' },
      { encapsulation: [{ kind: 'ipip', vni: null }] },
    );
    fc.assert(
      fc.property(any, wrong, (i, fields) => {
        expect(word(seen(changed(i, (s) => [{ ...s, ...fields }])))).toBe('fail');
      }),
    );
  });

  it('says of which look something is wrong', () => {
    const lost = judgeBy(HAIRPIN, seen(changed(2, () => []))).findings;
    expect(lost).toMatchObject([
      { code: 'missing', tap: 'B', leg: 'request', expected: 'all out', seen: '2 of 3 out' },
    ]);
    const late = judgeBy(HAIRPIN, seen(changed(3, (s) => [{ ...s, ttl: 60 }]))).findings;
    expect(late).toMatchObject([{ code: 'ttl', tap: 'A', expected: 'TTL -1', seen: 'TTL -4' }]);
  });

  it('is in doubt where stamps run against the way', () => {
    fc.assert(
      fc.property(any, fc.bigInt({ min: 1n, max: 1000n }), (i, ns) => {
        fc.pre(!isSent(i));
        const before = GOOD[i - 1]!.sighting.timestampNs;
        const early = changed(i, (s) => [{ ...s, timestampNs: before - ns }]);
        const { verdict, findings } = judgeBy(HAIRPIN, seen(early));
        expect(`${verdict} ${findings.map((f) => f.code)}`).toBe('inconclusive order');
      }),
    );
  });

  it('is no fault of it where TCP sent something twice, and every tap saw that', () => {
    const again = GOOD.map(({ tap, sighting }) => ({
      tap,
      sighting: { ...sighting, timestampNs: sighting.timestampNs + 1000n },
    }));
    expect(word(seen([...GOOD, ...again], 'tcp'))).toBe('pass');
    expect(word(seen([...GOOD, ...again], 'udp'))).toBe('fail');
    expect(word(seen([...GOOD, again[3]!], 'tcp'))).toBe('fail');
  });

  it('must see them from another address, where a node is to put its own there', () => {
    const own = ALL.flatMap((probe) => hairpin(probe, POD));
    const { verdict, findings } = judgeBy(HAIRPIN, seen(own));
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'addresses', seen: `${POD} > ${POD}` });
    expect(findings[0]!.meaning).toContain('the very address of who asks');
  });

  it('may hold none of it where the signature has none', () => {
    const silent: Signature = { ...HAIRPIN, B: { request: HAIRPIN.B!.request, reply: none } };
    const { findings } = judgeBy(silent, seen(GOOD));
    expect(findings[0]).toMatchObject({ code: 'unexpected', tap: 'B', leg: 'reply' });
  });
});

describe('first packets that do not look like the rest', () => {
  const first: Seen = { which: 'first', direction: 'in', ttl: -1 };
  const rest: Seen = { which: 'rest', direction: 'in', ttl: 0 };
  const signature: Signature = {
    A: { request: out(0), reply: in_(0) },
    B: { request: [first, rest], reply: out(0) },
  };
  const judged = (ttls: readonly (number | null)[]) => {
    const arriving = ttls.flatMap((ttl, probe) =>
      ttl === null ? [] : sightings([probe], { direction: 'in', timestampNs: 2n, ttl }),
    );
    const reply = { leg: 'reply' } as const;
    return judgeBy(
      signature,
      observation([
        tapObservation('A', [
          ...sightings(ALL),
          ...sightings(ALL, { ...reply, direction: 'in', timestampNs: 4n }),
        ]),
        tapObservation('B', [...arriving, ...sightings(ALL, { ...reply, timestampNs: 3n })]),
      ]),
    );
  };

  it('pass with the looks of their own only, whatever the others look like', () => {
    const ttl = fc.constantFrom(63, 64, null);
    fc.assert(
      fc.property(fc.tuple(ttl, ttl, ttl), (ttls) => {
        const right = ttls.join() === '63,64,64';
        expect(judged(ttls).verdict).toBe(right ? 'pass' : 'fail');
      }),
    );
    expect(judged([63, 64, 64]).verdict).toBe('pass');
  });

  it('are said apart', () => {
    expect(judged([64, 64, 64]).findings).toMatchObject([
      { code: 'ttl', expected: 'TTL -1', seen: 'TTL as sent' },
    ]);
    expect(inWords([first, rest])).toBe('first in and rest in');
  });
});

describe('the way of a leg', () => {
  const stops = (signature: Signature, leg: 'request' | 'reply') =>
    wayOf(signature, leg).map(({ tap, seen }) => `${tap} ${seen ? seen.direction : '-'}`);

  it('is along the taps, and back', () => {
    const signature: Signature = {
      A: { request: out(0), reply: in_(0) },
      B: { request: none, reply: in_(0) },
      C: { request: in_(0), reply: out(0) },
    };
    expect(stops(signature, 'request')).toEqual(['A out', 'B -', 'C in']);
    expect(stops(signature, 'reply')).toEqual(['C out', 'B in', 'A in']);
  });

  it('passes a tap with several looks in their order, before the next tap', () => {
    const there = [out(0), in_(-1)];
    const signature: Signature = {
      A: { request: out(0), reply: in_(0) },
      switch: { request: there, reply: there },
      B: { request: in_(0), reply: out(0) },
    };
    const middle = ['switch out', 'switch in'];
    expect(stops(signature, 'request')).toEqual(['A out', ...middle, 'B in']);
    expect(stops(signature, 'reply')).toEqual(['B out', ...middle, 'A in']);
  });

  it('turns where the signature says so', () => {
    const both = ['A out', 'B in', 'B out', 'A in'];
    expect(stops(HAIRPIN, 'request')).toEqual(both);
    expect(stops(HAIRPIN, 'reply')).toEqual(both);
  });
});
