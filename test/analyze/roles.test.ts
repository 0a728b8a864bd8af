import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileSightings, workOutRoles } from '../../src/analyze/roles.ts';
import type { Leg } from '../../src/verdict/join-key.ts';
import { sighting } from '../support/observation.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const LINK1 = ['p1', 'h1'] as const;
const LINK2 = ['h2', 'p2'] as const;

/** One probe in a file: when each leg was seen, and between which MAC addresses a request went. */
function file(
  name: string,
  times: Partial<Record<Leg, number>>,
  [from, to]: readonly [string | null, string | null],
): FileSightings {
  const legs = Object.entries(times) as [Leg, number][];
  return {
    file: name,
    sightings: legs.map(([leg, at]) =>
      sighting({
        leg,
        timestampNs: BigInt(at),
        sourceMac: leg === 'request' ? from : to,
        destinationMac: leg === 'request' ? to : from,
      }),
    ),
  };
}

const rolesOf = (...files: FileSightings[]) => Object.fromEntries(workOutRoles(files));

describe('working out the taps', () => {
  it('goes by when each file saw the flow, and by its MAC addresses', () => {
    expect(
      rolesOf(
        file('c', { request: 3, reply: 6 }, LINK2),
        file('d', { request: 4, reply: 5 }, LINK2),
        file('a', { request: 1, reply: 8 }, LINK1),
        file('b', { request: 2, reply: 7 }, LINK1),
      ),
    ).toEqual({ a: 'pod1/eth0', b: 'pod1/lxc', c: 'pod2/lxc', d: 'pod2/eth0' });
  });

  it('takes the one that saw both legs where stamps are equal: a redirected packet keeps its own', () => {
    expect(
      rolesOf(
        file('b', { request: 1 }, LINK1),
        file('a', { request: 1, reply: 5 }, LINK1),
        file('c', { reply: 4 }, LINK2),
        file('d', { request: 2, reply: 4 }, LINK2),
      ),
    ).toEqual({ a: 'pod1/eth0', b: 'pod1/lxc', c: 'pod2/lxc', d: 'pod2/eth0' });
  });

  it('goes by time alone on a bridge, where frames keep their addresses', () => {
    const bridged = ['p1', 'p2'] as const;
    expect(
      rolesOf(
        file('c', { request: 3, reply: 6 }, bridged),
        file('b', { request: 2, reply: 7 }, bridged),
        file('d', { request: 4, reply: 5 }, bridged),
        file('a', { request: 1, reply: 8 }, bridged),
      ),
    ).toEqual({ a: 'pod1/eth0', b: 'pod1/lxc', c: 'pod2/lxc', d: 'pod2/eth0' });
  });

  it('does with the sender’s address alone, which is all that a cooked capture has', () => {
    const cooked = ({ file, sightings }: FileSightings) => ({
      file,
      sightings: sightings.map((s) => ({ ...s, destinationMac: null })),
    });
    const files = [
      file('a', { request: 1, reply: 8 }, LINK1),
      file('b', { request: 2 }, LINK1),
      file('c', { reply: 6 }, LINK2),
      file('d', { request: 4, reply: 5 }, LINK2),
    ];
    expect(rolesOf(...files.map(cooked))).toEqual({
      ...{ a: 'pod1/eth0', b: 'pod1/lxc', c: 'pod2/lxc', d: 'pod2/eth0' },
    });
  });

  it('leaves out files that saw nothing', () => {
    const roles = rolesOf(
      file('a', { request: 1, reply: 8 }, LINK1),
      file('silent', {}, LINK1),
      file('d', { request: 4, reply: 5 }, LINK2),
    );
    expect(roles).toEqual({ a: 'pod1/eth0', d: 'pod2/eth0' });
  });
});

describe('taps that cannot be worked out', () => {
  const why = (...files: FileSightings[]) => {
    const error = labErrorOf(() => workOutRoles(files));
    expect(error.code).toBe('E_ROLES');
    return error.why;
  };
  const a = file('a', { request: 1, reply: 8 }, LINK1);
  const d = file('d', { request: 4, reply: 5 }, LINK2);

  it('are those of too few files', () => {
    expect(why()).toContain('in two files');
    expect(why(a)).toContain('in two files');
    expect(why(file('x', { request: 1 }, LINK1))).toContain('in two files');
  });

  it('are those where replies seem to start from nothing', () => {
    expect(why(a, file('c', { reply: 4 }, LINK2))).toBe(
      'c saw replies and no request: they start somewhere else',
    );
  });

  it('are those of a file with addresses of both pods, of neither, or with none', () => {
    const macs = (name: string, ...link: [string | null, string | null]) =>
      file(name, { request: 2, reply: 7 }, link);
    const three = ['x', 'y', 'z'].map((name) => macs(name, 'n1', 'n2'));
    expect(why(a, macs('x', 'n1', 'n2'), d)).toContain("x: the nodes' own devices");
    expect(why(a, ...three, d)).toContain("x and y and z: the nodes' own devices");
    expect(why(a, macs('x', null, null), d)).toContain('x shows no MAC addresses');
    const sameGateway = [
      file('a', { request: 1, reply: 8 }, ['p1', 'g']),
      file('d', { request: 4, reply: 5 }, ['g', 'p2']),
    ] as const;
    expect(why(sameGateway[0], macs('x', 'g', 'g'), sameGateway[1])).toContain(
      'x shows MAC addresses of both pods',
    );
  });

  it('are those of one link without both host sides to tell the ends apart', () => {
    const bridged = ['p1', 'p2'] as const;
    const ends = [
      file('a', { request: 1, reply: 8 }, bridged),
      file('d', { request: 4, reply: 5 }, bridged),
    ];
    expect(why(...ends)).toContain('a and d show the same MAC addresses');
    expect(why(...ends, file('b', { request: 2, reply: 7 }, bridged))).toContain('the same');
  });
});

describe('files stamped by several clocks', () => {
  const FILES = [
    { name: 'a', times: { request: 100, reply: 900 }, link: LINK1 },
    { name: 'b', times: { request: 200, reply: 800 }, link: LINK1 },
    { name: 'n1', times: { request: 250, reply: 750 }, link: ['n1', 'n2'] },
    { name: 'n2', times: { request: 300, reply: 700 }, link: ['n1', 'n2'] },
    { name: 'c', times: { request: 400, reply: 600 }, link: LINK2 },
    { name: 'd', times: { request: 450, reply: 550 }, link: LINK2 },
  ] as const;

  it('have the same taps, whatever their clocks say', () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), {
      ...{ minLength: FILES.length, maxLength: FILES.length },
    });
    const order = fc.shuffledSubarray([...FILES.keys()], { minLength: FILES.length });
    fc.assert(
      fc.property(offsets, order, (by, shuffled) => {
        const files = shuffled.map((i) => {
          const { name, times, link } = FILES[i]!;
          const { request, reply } = times;
          return file(name, { request: request + by[i]!, reply: reply + by[i]! }, link);
        });
        expect(rolesOf(...files)).toEqual({
          ...{ a: 'pod1/eth0', b: 'pod1/lxc', n1: 'node1/eth0', n2: 'node2/eth0' },
          ...{ c: 'pod2/lxc', d: 'pod2/eth0' },
        });
      }),
    );
  });

  it('have them even where one side sees one leg alone, as with eBPF host routing', () => {
    const rolesWith = (by: number) =>
      rolesOf(
        file('a', { request: 100, reply: 900 }, LINK1),
        file('b', { request: 200 }, LINK1),
        file('c', { reply: 600 + by }, LINK2),
        file('d', { request: 450 + by, reply: 550 + by }, LINK2),
      );
    for (const by of [0, 10_000, 10 ** 12]) {
      expect(rolesWith(by)).toEqual({
        ...{ a: 'pod1/eth0', b: 'pod1/lxc', c: 'pod2/lxc', d: 'pod2/eth0' },
      });
    }
  });
});
