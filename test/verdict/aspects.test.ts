import { describe, expect, it } from 'vitest';
import { aspectsOf } from '../../src/verdict/aspects.ts';
import { checkAspects } from '../../src/verdict/check-aspects.ts';
import type { Sighting } from '../../src/verdict/observation.ts';
import type { Origins } from '../../src/verdict/origins.ts';
import { in_, out, type Seen, type Signature } from '../../src/verdict/signature.ts';
import {
  judgeBy,
  observation,
  sighting,
  sightings,
  tapObservation,
} from '../support/observation.ts';

const MAC = '02:00:00:00:00:0a';

/** As they left 10.0.0.1 and 10.0.0.2, of whose packets a test may take some away. */
function sentBy(legs: readonly Sighting['leg'][], service?: string): Origins {
  return {
    sent: (leg, probe) =>
      legs.includes(leg) && probe !== null ? sighting({ leg, probe }) : undefined,
    unsent: () => [],
    copies: () => 1,
    service,
  };
}

const BOTH = sentBy(['request', 'reply']);

function asked(seen: Partial<Sighting>, look: Seen, origin = BOTH, mac: string | null = null) {
  const aspects = aspectsOf(sighting(seen), look, origin, mac);
  return Object.fromEntries(aspects.map(({ code, has, should }) => [code, [has, should]]));
}

describe('what is asked of a packet', () => {
  it('is its source MAC address only where the signature names a device, and that has one', () => {
    const codes = ['direction', 'ttl', 'addresses', 'encapsulation'];
    expect(Object.keys(asked({}, out(0)))).toEqual(codes);
    expect(Object.keys(asked({}, out(0), BOTH, MAC))).toEqual(codes);
    expect(Object.keys(asked({}, out(0, { sourceMac: 'A' })))).toEqual(codes);
    const named = asked({ sourceMac: MAC }, out(0, { sourceMac: 'A' }), BOTH, MAC);
    expect(named['source-mac']).toEqual([MAC, MAC]);
  });

  it('is any of the TTL steps that will do', () => {
    const either = out({ anyOf: [-2, -3] });
    expect(asked({ ttl: 62 }, either).ttl).toEqual(['TTL -2', 'TTL -2']);
    expect(asked({ ttl: 61 }, either).ttl).toEqual(['TTL -3', 'TTL -3']);
    expect(asked({ ttl: 63 }, either).ttl).toEqual(['TTL -1', 'TTL -2 or TTL -3']);
  });

  it('is its whole encapsulation, told as what is in what', () => {
    const vxlan = { kind: 'vxlan', vni: 7 } as const;
    const look = out(0, { encapsulation: [vxlan] });
    const seen = { encapsulation: [vxlan, { kind: 'ipip', vni: null }] } as const;
    expect(asked(seen, look).encapsulation).toEqual(['vxlan 7 in ipip', 'vxlan 7']);
    const twice = { encapsulation: [vxlan, { kind: 'vxlan', vni: 8 }] } as const;
    expect(asked(twice, look).encapsulation).toEqual(['vxlan 7 in vxlan 8', 'vxlan 7']);
    expect(asked(seen, out(0)).encapsulation).toEqual(['vxlan 7 in ipip', 'plain']);
  });

  it('is not known of an address whose owner nobody saw, be it a service it was sent to', () => {
    const back = in_(0, { addresses: { source: 'to', destination: 'from' } });
    const seen = { leg: 'reply', destination: '10.96.0.1' } as const;
    const unasked = sentBy(['reply'], '10.96.0.1');
    expect(asked(seen, back, unasked).addresses).toEqual(['10.0.0.2 > 10.96.0.1', null]);
    const there = in_(0, { addresses: { source: 'from', destination: 'to' } });
    const unanswered = sentBy(['request'], '10.96.0.1');
    expect(asked({ destination: '10.96.0.1' }, there, unanswered).addresses).toEqual([
      '10.0.0.1 > 10.96.0.1',
      '10.0.0.1 > an address behind the service',
    ]);
    expect(asked({}, there, unanswered).addresses![1]).toBeNull();
  });
});

it('nothing is asked of packets where there are none', () => {
  const tap = tapObservation('A', []);
  expect(checkAspects(tap, 'request', out(0), [], observation([tap]), BOTH)).toEqual([]);
});

const ALL = [0, 1, 2];

/** Of requests that A sends and B sees, with the replies in order. */
function judged(
  signature: Signature,
  atA: readonly Sighting[],
  atB: readonly Sighting[],
  tcp = false,
) {
  const reply = { leg: 'reply' } as const;
  const back = sightings(ALL, { ...reply, direction: 'in', timestampNs: 40n });
  return judgeBy(
    signature,
    observation(
      [
        tapObservation('A', [...atA, ...back]),
        tapObservation('B', [...atB, ...sightings(ALL, { ...reply, timestampNs: 30n })]),
      ],
      3,
      tcp ? { kind: 'tcp' } : {},
    ),
  );
}

const PLAIN: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0), reply: out(0) },
};
const arriving = (fields: Partial<Sighting> = {}) =>
  sightings(ALL, { direction: 'in', timestampNs: 20n, ...fields });

describe('what was seen of packets', () => {
  it('is told of all that were wrong, each thing once', () => {
    const routed = [...arriving({ ttl: 62 }).slice(0, 2), ...arriving({ ttl: 61 }).slice(2)];
    expect(judged(PLAIN, sightings(ALL), routed).findings).toMatchObject([
      { code: 'ttl', tap: 'B', expected: 'TTL as sent', seen: 'TTL -2, TTL -3' },
    ]);
  });

  it('is how often each came', () => {
    const [first, ...rest] = arriving();
    expect(judged(PLAIN, sightings(ALL), [first!, first!, ...rest]).findings).toMatchObject([
      { code: 'copies', tap: 'B', leg: 'request', expected: 'once', seen: '2 times' },
    ]);
    const { checks } = judged(PLAIN, sightings(ALL), arriving());
    expect(checks.find((c) => c.code === 'copies')).toMatchObject({ ok: true, seen: 'once' });
  });

  it('cannot be told to be as often as TCP sent it, where nobody saw that', () => {
    const { findings, verdict } = judged(PLAIN, sightings([0, 1]), arriving(), true);
    expect(verdict).toBe('inconclusive');
    expect(findings.map(({ code, tap }) => `${code} ${tap}`)).toEqual([
      'not-sent A',
      'ttl B',
      'addresses B',
      'copies B',
    ]);
  });

  it('does not matter where some are missing: that is said, and no more', () => {
    const some = arriving({ ttl: 60 }).slice(1);
    expect(judged(PLAIN, sightings(ALL), some).findings.map((f) => f.code)).toEqual(['missing']);
  });

  it('is not asked for the MAC address of a device that has none', () => {
    const named = { ...PLAIN, B: { ...PLAIN.B!, request: in_(0, { sourceMac: 'A' }) } };
    const { verdict } = judged(named, sightings(ALL), arriving({ sourceMac: MAC }));
    expect(verdict).toBe('pass');
  });
});

describe('packets that pass a tap twice, of which a direction is not known', () => {
  const twice: Signature = {
    A: { request: [out(0, { hop: 0 }), in_(0, { hop: 2 })], reply: in_(0) },
    B: { request: in_(0, { hop: 1 }), reply: out(0) },
  };
  const passing = (...directions: readonly Sighting['direction'][]) =>
    directions.flatMap((direction, i) =>
      sightings(ALL, { direction, timestampNs: BigInt(10 + 15 * i) }),
    );

  it('are taken for what the others leave over, whichever comes first', () => {
    for (const seen of [passing(null, 'in'), passing('out', null)]) {
      const { findings } = judged(twice, seen, arriving());
      expect(findings.map(({ code, seen }) => `${code} ${seen}`)).toEqual(['direction unknown']);
    }
    // that it came back before it was sent is said of the stamps, and no packet is missed
    const { findings } = judged(twice, passing(null, 'out'), arriving());
    expect(findings.map(({ code }) => code)).not.toContain('missing');
  });

  it('are taken in the order of the way, where no direction is known', () => {
    const { findings } = judged(twice, passing(null, null), arriving());
    expect(findings.map(({ code, expected }) => `${code} ${expected}`)).toEqual([
      'direction out',
      'direction in',
    ]);
  });
});
