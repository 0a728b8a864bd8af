import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchanged } from '../../src/verdict/other-ways.ts';
import {
  in_,
  describe as inWords,
  none,
  out,
  type Signature,
} from '../../src/verdict/signature.ts';
import {
  judgeBy,
  observation,
  sighting,
  sightings,
  tapObservation,
} from '../support/observation.ts';

const ALL = [0, 1, 2];
const sharedBy = ['B', 'C'];

/** Requests leave A, and each comes by B or by C; what is answered A gets by another way. */
const SHARED: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0, { sharedBy }), reply: none },
  C: { request: in_(0, { sharedBy }), reply: none },
  D: { request: in_(0), reply: out(0) },
};

interface Case {
  /** Probes that came by B, and by C. */
  readonly b: readonly (number | null)[];
  readonly c: readonly (number | null)[];
  /** How many were sent. */
  readonly count?: number;
  /** Probes that left A: without it, all. */
  readonly sent?: readonly number[];
  readonly faults?: Readonly<Record<string, string>>;
  /** Taps that were not captured. */
  readonly absent?: readonly string[];
  readonly kind?: 'tcp' | 'udp';
}

function seen({ b, c, count = 3, faults = {}, absent = [], kind = 'udp', ...rest }: Case) {
  const sent = rest.sent ?? ALL.slice(0, count);
  const once = [...new Set(sent)];
  const passing = (probes: Case['b']) =>
    probes.map((probe) => sighting({ probe, direction: 'in', timestampNs: 1n }));
  const replies = (direction: 'in' | 'out', timestampNs: bigint) =>
    sightings(once, { leg: 'reply', direction, timestampNs });
  const fault = (tap: string) => ({ canaries: 2, fault: faults[tap] ?? null });
  const taps = [
    tapObservation('A', [...sightings(sent), ...replies('in', 4n)]),
    tapObservation('B', passing(b), fault('B')),
    tapObservation('C', passing(c), fault('C')),
    tapObservation('D', [
      ...sightings(sent, { direction: 'in', timestampNs: 2n }),
      ...replies('out', 3n),
    ]),
  ];
  return observation(
    taps.filter(({ tap }) => !absent.includes(tap)),
    count,
    { kind },
  );
}

function judged(of: Case) {
  const { verdict, findings } = judgeBy(SHARED, seen(of));
  return { verdict, findings: findings.map((f) => `${f.tap} ${f.code} ${f.seen}`) };
}

describe('taps that share the packets of a leg', () => {
  it('pass whichever has which, as long as each packet is at one and each tap has some', () => {
    const of = fc.array(fc.constantFrom('b', 'c', 'both', 'none'), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(of, (where) => {
        const at = (tap: string) => ALL.filter((i) => [tap, 'both'].includes(where[i]!));
        const [b, c] = [at('b'), at('c')];
        const isShared = b.length + c.length === 3 && new Set([...b, ...c]).size === 3;
        const isRight = isShared && b.length > 0 && c.length > 0;
        expect(judged({ b, c }).verdict).toBe(isRight ? 'pass' : 'fail');
      }),
    );
    expect(judged({ b: [0, 2], c: [1] }).verdict).toBe('pass');
  });

  it('say what is wrong with their shares', () => {
    expect(judged({ b: [0, 2], c: [] }).findings).toEqual([
      'B missing number 2 of 3 at none of them',
      'C missing number 2 of 3 at none of them',
    ]);
    expect(judged({ b: [0, 1, 2], c: [] }).findings).toEqual(['C missing none']);
    expect(judged({ b: [0, 1], c: [1, 2] }).findings).toEqual([
      'B unexpected number 2 of 3 at C too',
      'C unexpected number 2 of 3 at B too',
    ]);
    const meanings = (of: Case) => judgeBy(SHARED, seen(of)).findings.map((f) => f.meaning);
    expect(meanings({ b: [0, 2], c: [] })[0]).toContain('by none of those which share them');
    expect(meanings({ b: [0, 1, 2], c: [] })[0]).toContain('got no share: all requests went by');
    expect(meanings({ b: [0, 1], c: [1, 2] })[0]).toContain('sent twice');
    expect(meanings({ b: [0], c: [], count: 1 })[0]).toContain('too few requests');
    const [here, there] = meanings({ b: [0, 2], c: [], absent: ['C'] });
    expect(here).toContain('which by others cannot be told');
    expect(there).toContain('no such device');
  });

  it('are asked for the looks of what passes them, each of its own share', () => {
    const taps = seen({ b: [0, 2], c: [1] });
    const late = taps.taps.map((t) =>
      t.tap === 'C' ? { ...t, sightings: t.sightings.map((s) => ({ ...s, ttl: 63 })) } : t,
    );
    const { findings } = judgeBy(SHARED, { ...taps, taps: late });
    expect(findings).toMatchObject([{ code: 'ttl', tap: 'C', leg: 'request', seen: 'TTL -1' }]);
  });

  it('are in doubt where fewer were sent than they are, or one was not', () => {
    expect(judged({ b: [0], c: [], count: 1 })).toEqual({
      verdict: 'inconclusive',
      findings: ['C too-few-probes none'],
    });
    expect(judged({ b: [0, 2], c: [], sent: [0, 2] }).verdict).toBe('inconclusive');
  });

  it('count what bears no number as a share, as an acknowledgement of TCP', () => {
    expect(judged({ b: [0, 1, 2], c: [null, null], kind: 'tcp' }).verdict).toBe('pass');
    expect(judged({ b: [0, 1, 2], c: [], kind: 'tcp' }).verdict).toBe('fail');
  });

  it('may each have one of what TCP sent again, which shows nothing', () => {
    const again = { b: [0, 1], c: [1, 2], kind: 'tcp', sent: [0, 1, 1, 2] } as const;
    expect(judged(again).verdict).toBe('inconclusive');
    expect(judged({ ...again, sent: ALL }).verdict).toBe('fail');
  });

  it('are in doubt where one of them was captured badly, or not at all', () => {
    const faults = { C: 'the kernel dropped 1 packets' };
    expect(judged({ b: [0, 2], c: [], faults })).toEqual({
      verdict: 'inconclusive',
      findings: [
        `B capture-fault C: ${faults.C}`,
        ...Array(2).fill(`C capture-fault ${faults.C}`), // of either leg
      ],
    });
    expect(judged({ b: [0, 2], c: [1], faults }).verdict).toBe('inconclusive');
    expect(judged({ b: [0, 2], c: [], absent: ['C'] })).toEqual({
      verdict: 'inconclusive',
      findings: ['B tap-missing no C beside it', ...Array(2).fill('C tap-missing no such tap')],
    });
    // what two of them have is known whatever else they missed
    expect(judged({ b: [0, 1], c: [1], faults }).verdict).toBe('fail');
  });
});

it('a share is described as one, and goes with its taps where places are exchanged', () => {
  expect(inWords(SHARED.B!.request)).toBe('a share in');
  expect(inWords({ ...in_(0, { sharedBy }), which: 'rest' })).toBe('a share of rest in');
  const signature = {
    'node1/a': { request: in_(0, { sharedBy: ['node1/a', 'x/a'] }), reply: none },
  };
  expect(exchanged(signature, 'node1', 'node2')).toEqual({
    'node2/a': { request: in_(0, { sharedBy: ['node2/a', 'x/a'] }), reply: none },
  });
});
