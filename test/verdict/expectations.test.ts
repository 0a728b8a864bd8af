import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/verdict/judge.ts';
import type { Sighting } from '../../src/verdict/observation.ts';
import {
  type Expectation,
  in_,
  includes,
  describe as inWords,
  looksOf,
  none,
  out,
  type Seen,
  type Signature,
  type Which,
} from '../../src/verdict/signature.ts';
import { judgeBy, observation, sightings, tapObservation } from '../support/observation.ts';

const ALL = [0, 1, 2];

/** Requests leave A and are to be seen at B as the test says; replies the mirrored way, B to A. */
function signatureWith(atB: Expectation): Signature {
  return { A: { request: out(0), reply: in_(0) }, B: { request: atB, reply: out(0) } };
}

/** Everything in order but for the requests at B, which are the test's. */
function seenAtB(requests: readonly Sighting[], count = 3) {
  const probes = ALL.slice(0, count);
  return observation(
    [
      tapObservation('A', [
        ...sightings(probes),
        ...sightings(probes, { leg: 'reply', direction: 'in', timestampNs: 4n }),
      ]),
      tapObservation('B', [...requests, ...sightings(probes, { leg: 'reply', timestampNs: 3n })]),
    ],
    count,
  );
}

const arriving = (probes: readonly number[], fields: Partial<Sighting> = {}) =>
  sightings(probes, { direction: 'in', timestampNs: 2n, ...fields });

function verdict(atB: Expectation, requests: readonly Sighting[], count = 3) {
  return judgeBy(signatureWith(atB), seenAtB(requests, count)).verdict;
}

/** The contradictions or doubts that were found, as `code seen`. */
function found(atB: Expectation, requests: readonly Sighting[]): string[] {
  return judgeBy(signatureWith(atB), seenAtB(requests)).findings.map((f) => `${f.code} ${f.seen}`);
}

const which = (which: Exclude<Which, 'none'>): Seen => ({ which, direction: 'in', ttl: 0 });

describe('which probes a tap must see', () => {
  it.each([
    [which('all'), [0, 1, 2], 'pass'],
    [which('all'), [0, 1], 'fail'],
    [which('all'), [1, 2], 'fail'],
    [which('all'), [], 'fail'],
    [which('first'), [0], 'pass'],
    [which('first'), [0, 1], 'fail'],
    [which('first'), [1], 'fail'],
    [which('first'), [], 'fail'],
    [which('rest'), [1, 2], 'pass'],
    [which('rest'), [2], 'fail'],
    [which('rest'), [0, 1, 2], 'fail'],
    [which('rest'), [0], 'fail'],
    [which('rest'), [], 'fail'],
    [none, [], 'pass'],
    [none, [0], 'fail'],
    [none, [0, 1, 2], 'fail'],
  ] as const)('%j and seen were %j: %s', (expectation, seen, word) => {
    expect(verdict(expectation, arriving(seen))).toBe(word);
  });

  it('for any that were seen, passes only if they are exactly those', () => {
    const expectation = fc.constantFrom<Expectation>(
      none,
      ...(['all', 'first', 'rest'] as const).map(which),
    );
    fc.assert(
      fc.property(expectation, fc.subarray(ALL), (e, seen) => {
        const exactly = ALL.every(
          (i) => includes(looksOf(e)[0]?.which ?? 'none', i) === seen.includes(i),
        );
        expect(verdict(e, arriving(seen))).toBe(exactly ? 'pass' : 'fail');
      }),
    );
  });

  it('cannot tell of the rest where but one was sent', () => {
    expect(verdict(which('rest'), [], 1)).toBe('inconclusive');
    const seen = judgeBy(signatureWith(which('rest')), seenAtB([], 1));
    expect(seen.findings.map((f) => f.code)).toEqual(['too-few-probes']);
    expect(seen.findings[0]!.meaning).toContain('at least two');
  });

  it('fails the rest, where but one was sent, if that one was seen', () => {
    expect(verdict(which('rest'), arriving([0]), 1)).toBe('fail');
  });

  it('says what it expects in words', () => {
    expect(['all', 'first', 'rest'].map((w) => inWords(which(w as 'all')))).toEqual([
      'all in',
      'first in',
      'rest in',
    ]);
    expect(inWords(out(-1))).toBe('all out');
    expect(inWords(none)).toBe('none');
  });
});

describe('what a tap says that saw none where none should be', () => {
  const signature = signatureWith(none);
  const silentB = seenAtB([]);
  const withB = (change: object) => ({
    ...silentB,
    taps: silentB.taps.map((t) => (t.tap === 'B' ? { ...t, ...change } : t)),
  });
  const codes = (change: object) =>
    judgeBy(signature, withB(change)).findings.map((f) => `${f.weight} ${f.code}`);

  it('counts where the capture was live and saw the other leg', () => {
    expect(judgeBy(signature, silentB).verdict).toBe('pass');
  });

  it('is in doubt where the capture was at fault', () => {
    expect(codes({ fault: 'tcpdump ended' })).toContain('doubt capture-fault');
    expect(judgeBy(signature, withB({ fault: 'tcpdump ended' })).verdict).toBe('inconclusive');
  });

  it('needs a positive control where both legs should be absent', () => {
    const passing: Signature = {
      A: signature.A!,
      bystander: { request: none, reply: none },
      B: signatureWith(in_(0)).B!,
    };
    const around = (canaries: number, fault: string | null = null) => {
      const [a, b] = seenAtB(arriving(ALL)).taps;
      return judgeBy(
        passing,
        observation([a!, tapObservation('bystander', [], { canaries, fault }), b!]),
      );
    };
    expect(around(1).verdict).toBe('pass');
    expect(around(0).verdict).toBe('inconclusive');
    expect(around(0).findings.map((f) => f.code)).toEqual(['unproven-absence', 'unproven-absence']);
    expect(around(1, 'tcpdump ended').verdict).toBe('inconclusive');
  });

  it('fails all the same if it saw some, however bad the capture', () => {
    const seen = judgeBy(signature, {
      ...seenAtB(arriving([1])),
      taps: seenAtB(arriving([1])).taps.map((t) => ({ ...t, fault: 'tcpdump ended' })),
    });
    expect(seen.verdict).toBe('fail');
  });

  it('is a doubt too where a faulty capture lacks what should be there', () => {
    const { taps, ...rest } = seenAtB([]);
    const faulty = taps.map((t) => (t.tap === 'B' ? { ...t, fault: 'tcpdump ended' } : t));
    const { verdict, findings } = judgeBy(signatureWith(in_(0)), { ...rest, taps: faulty });
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({ code: 'capture-fault', seen: 'tcpdump ended' });
  });

  it('is contradicted by packets of its flow that carry no number', () => {
    const bare = arriving([0]).map((s) => ({ ...s, probe: null }));
    expect(verdict(none, bare)).toBe('fail');
    expect(found(none, bare)).toEqual(['unexpected packets of its flow, in']);
  });
});

describe('how a packet must look', () => {
  const routed = in_(-1);

  it('counts steps of TTL from what was sent, not the TTL itself', () => {
    expect(verdict(routed, arriving(ALL, { ttl: 63 }))).toBe('pass');
    expect(verdict(routed, arriving(ALL, { ttl: 64 }))).toBe('fail');
    expect(verdict(routed, arriving(ALL, { ttl: 62 }))).toBe('fail');
    expect(found(routed, arriving(ALL, { ttl: 62 }))).toEqual(['ttl TTL -2']);
    expect(found(in_(0), arriving(ALL, { ttl: 65 }))).toEqual(['ttl TTL +1']);
  });

  it('holds with any TTL that the sender starts from', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 255 }),
        fc.integer({ min: -1, max: 0 }),
        (ttl, step) => {
          const seen = observation([
            tapObservation('A', [
              ...sightings(ALL, { ttl }),
              ...sightings(ALL, { leg: 'reply', direction: 'in', timestampNs: 4n }),
            ]),
            tapObservation('B', [
              ...arriving(ALL, { ttl: ttl - 1 }),
              ...sightings(ALL, { leg: 'reply', timestampNs: 3n }),
            ]),
          ]);
          expect(judgeBy(signatureWith(in_(step)), seen).verdict).toBe(
            step === -1 ? 'pass' : 'fail',
          );
        },
      ),
    );
  });

  it('allows no address to be rewritten where the signature does not say so', () => {
    const masqueraded = arriving(ALL, { source: '10.9.9.9' });
    expect(verdict(in_(0), masqueraded)).toBe('fail');
    expect(found(in_(0), masqueraded)).toEqual(['addresses 10.9.9.9 > 10.0.0.2']);
  });

  it('allows encapsulation only as the signature says', () => {
    const vxlan = { kind: 'vxlan', vni: 7 } as const;
    const ipip = { kind: 'ipip', vni: null } as const;
    const inVxlan = in_(0, { encapsulation: [vxlan] });
    expect(verdict(inVxlan, arriving(ALL, { encapsulation: [vxlan] }))).toBe('pass');
    expect(verdict(inVxlan, arriving(ALL))).toBe('fail');
    expect(verdict(in_(0), arriving(ALL, { encapsulation: [vxlan] }))).toBe('fail');
    expect(verdict(inVxlan, arriving(ALL, { encapsulation: [{ ...vxlan, vni: 8 }] }))).toBe('fail');
    expect(verdict(inVxlan, arriving(ALL, { encapsulation: [ipip] }))).toBe('fail');
    expect(verdict(inVxlan, arriving(ALL, { encapsulation: [vxlan, ipip] }))).toBe('fail');
    expect(found(in_(0), arriving(ALL, { encapsulation: [vxlan] }))).toEqual([
      'encapsulation vxlan 7',
    ]);
  });

  it('asks for the source MAC address of the device that the signature names', () => {
    const fromA = in_(0, { sourceMac: 'A' });
    const seen = (sourceMac: string | null, mac: string | null) => {
      const { taps, ...rest } = seenAtB(arriving(ALL, { sourceMac }));
      return judgeBy(signatureWith(fromA), {
        ...rest,
        taps: taps.map((t) => (t.tap === 'A' ? { ...t, mac } : t)),
      }).verdict;
    };
    expect(seen('02:00:00:00:00:0a', '02:00:00:00:00:0a')).toBe('pass');
    expect(seen('02:00:00:00:00:0b', '02:00:00:00:00:0a')).toBe('fail');
    expect(seen(null, '02:00:00:00:00:0a')).toBe('inconclusive');
  });

  it('is not known where the capture does not tell the direction', () => {
    expect(verdict(in_(0), arriving(ALL, { direction: null }))).toBe('inconclusive');
    expect(found(in_(0), arriving(ALL, { direction: null }))).toEqual(['direction unknown']);
  });

  it('is looked at in every probe: one wrong one among good ones is a contradiction', () => {
    const one = (fields: Partial<Sighting>) => [...arriving([0, 2]), ...arriving([1], fields)];
    expect(verdict(in_(0), one({ ttl: 63 }))).toBe('fail');
    expect(verdict(in_(0), one({ direction: 'out' }))).toBe('fail');
    expect(verdict(in_(0), one({ source: '10.9.9.9' }))).toBe('fail');
    expect(verdict(in_(0), one({ encapsulation: [{ kind: 'gre', vni: null }] }))).toBe('fail');
  });
});

describe('the addresses of a service', () => {
  const signature: Signature = {
    A: {
      request: out(0, { addresses: { source: 'from', destination: 'service' } }),
      reply: in_(0, { addresses: { source: 'service', destination: 'from' } }),
    },
    B: { request: in_(0, { addresses: { source: 'from', destination: 'to' } }), reply: out(0) },
  };
  const POD = '10.0.0.2';
  const VIP = '10.96.0.1';
  const seen = (asked: string, atB: string, backAtA: string) =>
    observation([
      tapObservation('A', [
        ...sightings(ALL, { destination: asked }),
        ...sightings(ALL, { leg: 'reply', direction: 'in', timestampNs: 4n, source: backAtA }),
      ]),
      tapObservation('B', [
        ...arriving(ALL, { destination: atB }),
        ...sightings(ALL, { leg: 'reply', timestampNs: 3n, source: POD }),
      ]),
    ]);

  it('are translated on the way to who answers, and back', () => {
    const any = fc.constantFrom(POD, VIP, '10.96.0.2');
    fc.assert(
      fc.property(any, any, any, (asked, atB, backAtA) => {
        const right = asked !== POD && atB === POD && backAtA === asked;
        expect(judgeBy(signature, seen(asked, atB, backAtA)).verdict).toBe(right ? 'pass' : 'fail');
      }),
    );
    expect(judgeBy(signature, seen(VIP, POD, VIP)).verdict).toBe('pass');
  });

  it('are none where the answering one itself was asked', () => {
    const { findings } = judgeBy(signature, seen(POD, POD, POD));
    expect(findings[0]).toMatchObject({
      ...{ code: 'addresses', tap: 'A', leg: 'request' },
      ...{ expected: "10.0.0.1 > a service's address", seen: `10.0.0.1 > ${POD}` },
    });
    expect(findings[0]!.meaning).toContain('no service was asked');
  });

  it('are not known where nobody was seen to answer', () => {
    const { taps, ...rest } = seen(VIP, POD, VIP);
    const unanswered = taps.map((tap) => ({
      ...tap,
      sightings: tap.sightings.filter((s) => s.leg === 'request'),
    }));
    const { checks } = judgeBy(signature, { ...rest, taps: unanswered });
    const known = checks.filter((c) => c.code === 'addresses').map((c) => c.ok);
    expect(known).toEqual([null, null]);
  });
});

describe('the order along the path', () => {
  const word = (sentAt: bigint, seenAt: bigint) => {
    const probe = { direction: 'in', timestampNs: seenAt } as const;
    const seen = observation(
      [
        tapObservation('A', [
          ...sightings([0], { timestampNs: sentAt }),
          ...sightings([0], { leg: 'reply', direction: 'in', timestampNs: 20n }),
        ]),
        tapObservation('B', [
          ...sightings([0], probe),
          ...sightings([0], { leg: 'reply', timestampNs: 20n }),
        ]),
      ],
      1,
    );
    return judgeBy(signatureWith(in_(0)), seen);
  };

  it('is right where stamps grow, and where they tie', () => {
    expect(word(9n, 10n).verdict).toBe('pass');
    expect(word(10n, 10n).verdict).toBe('pass');
    expect(word(20n, 20n).verdict).toBe('pass');
  });

  it('casts doubt on the captures where it is not', () => {
    expect(word(11n, 10n).verdict).toBe('inconclusive');
    expect(word(11n, 10n).findings).toMatchObject([
      { code: 'order', tap: 'B', leg: 'request', expected: 'after request at A', weight: 'doubt' },
    ]);
    expect(word(11n, 10n).findings[0]!.seen).toContain('probe 1 is 1 ns early');
  });

  it('is judged from request to reply too: no answer before its question', () => {
    expect(word(21n, 21n).verdict).toBe('inconclusive');
  });
});

describe('what the sender says', () => {
  const seen = { A: { request: out(0), reply: in_(0) }, B: { request: in_(0), reply: out(0) } };
  const answered = (n: number | null, complaint = '') =>
    judgeBy(seen, {
      ...seenAtB(arriving(ALL)),
      probe: { kind: 'ping', count: 3, answered: n, complaint },
    });

  it('may leave the verdict open, never make it', () => {
    expect(answered(3).verdict).toBe('pass');
    expect(answered(null).verdict).toBe('pass');
    expect(answered(2).verdict).toBe('inconclusive');
    expect(answered(0, 'no answer').findings[0]).toMatchObject({
      code: 'not-answered',
      seen: '0 of 3 (no answer)',
    });
  });
});

describe('what the sender says where no answer should come', () => {
  const dropped: Signature = {
    A: { request: out(0), reply: none },
    B: { request: in_(0), reply: none },
  };
  const seen = (answered: number | null) => ({
    ...observation([tapObservation('A', sightings(ALL)), tapObservation('B', arriving(ALL))]),
    probe: { kind: 'ping' as const, count: 3, answered, complaint: 'no answer' },
  });
  const judged = (answered: number | null, should?: 'none') =>
    judge(seen(answered), null, {
      ...{ signature: dropped, witnesses: { programs: [], conntrack: 'either' as const } },
      ...(should && { answered: should }),
    });

  it('is right if none came, and no complaint', () => {
    expect(judged(0, 'none').verdict).toBe('pass');
    expect(judged(null, 'none').verdict).toBe('pass');
    const { checks } = judged(0, 'none');
    expect(checks.find((c) => c.code === 'not-answered')).toMatchObject({ seen: '0 of 3' });
  });

  it('is in doubt if any came', () => {
    expect(judged(1, 'none').verdict).toBe('inconclusive');
    expect(judged(3, 'none').findings[0]!.meaning).toContain('should have cost it');
  });

  it('is in doubt where the datapath says nothing of it', () => {
    expect(judged(0).verdict).toBe('inconclusive');
  });
});

describe('a probe that did not leave its sender', () => {
  const full = seenAtB(arriving(ALL));
  const signature = signatureWith(in_(0));
  const without = (...probes: number[]) => ({
    ...full,
    taps: full.taps.map((t) => ({
      ...t,
      sightings: t.sightings.filter((s) => !probes.includes(s.probe!)),
    })),
  });

  it('is missing everywhere, which blames no tap and is said once', () => {
    const { verdict, findings } = judgeBy(signature, without(1));
    expect(verdict).toBe('inconclusive');
    expect(findings).toMatchObject([{ code: 'not-sent', tap: 'A', leg: 'request' }]);
  });

  it('says nothing about any way if it was none of them', () => {
    const { verdict, findings } = judgeBy(signature, without(...ALL));
    expect(verdict).toBe('inconclusive');
    expect(findings[0]!.code).toBe('not-sent');
  });

  it('is no excuse for another that did', () => {
    const lost = without(1);
    const taps = lost.taps.map((t) =>
      t.tap === 'B' ? { ...t, sightings: t.sightings.filter((s) => s.probe !== 2) } : t,
    );
    const { verdict, findings } = judgeBy(signature, { ...lost, taps });
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({ code: 'missing', tap: 'B', leg: 'request' });
  });
});

describe('findings', () => {
  it('put contradictions before doubts, and the telling ones first', () => {
    const { taps } = seenAtB(arriving([0, 1], { ttl: 60 }));
    const [a, b] = taps;
    const found = judgeBy(signatureWith(in_(0)), {
      ...observation([
        { ...a!, sightings: a!.sightings.map((s) => ({ ...s, direction: null })) },
        b!,
      ]),
    }).findings;
    const weights = found.map((f) => f.weight);
    expect(weights).toEqual([...weights].sort()); // contradiction < doubt
    expect(found[0]!.code).toBe('missing');
    expect(new Set(weights)).toEqual(new Set(['contradiction', 'doubt']));
  });

  it('name a tap that is not there at all', () => {
    const { taps } = seenAtB(arriving(ALL));
    const words = judgeBy(signatureWith(in_(0)), observation([taps[0]!]));
    expect(words.verdict).toBe('inconclusive');
    expect(words.findings.filter((f) => f.code === 'tap-missing')).toMatchObject([
      { tap: 'B', leg: 'request', expected: 'all in' },
      { tap: 'B', leg: 'reply', expected: 'all out' },
    ]);
  });
});
