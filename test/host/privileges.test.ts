import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { isInUserNamespace, lackingOf } from '../../src/host/capabilities.ts';
import { missingCapabilities } from '../../src/host/missing-capability.ts';
import {
  neededBy,
  PRIVILEGES,
  type Privilege,
  type PrivilegeName,
} from '../../src/host/privileges.ts';
import { beyondUserNamespace } from '../../src/labs/netns/lab-privilege.ts';

const DOC = readFileSync('docs/privileges.md', 'utf8');
const LINES = Object.values(PRIVILEGES) as Privilege[];

describe('docs/privileges.md', () => {
  it('has the table as it is in the code, line by line', () => {
    const cell = (names: readonly string[] = []) => names.join(', ') || 'none';
    const lines = LINES.map(
      ({ of, needs, asRoot, asOthers }) =>
        `| ${of} | ${cell(needs)} | ${cell(asRoot)} | ${cell(asOthers)} |`,
    );
    const [, table = ''] = /## What needs what\n\n.*\n.*\n((?:\|.*\n)+)/.exec(DOC) ?? [];
    expect(table.trim().split('\n')).toEqual(lines);
  });

  it('says how many datapaths run without root', () => {
    const able = CATALOGUE.filter(({ topology }) => beyondUserNamespace(topology(4)) === null);
    expect(DOC).toContain(`${able.length} of the catalogue`);
  });
});

describe('what is missing', () => {
  const status = (bits: bigint) => `Name:\tx\nCapEff:\t${bits.toString(16).padStart(16, '0')}\n`;

  it('is what the effective set has not, by its bits', () => {
    expect(lackingOf(['CAP_NET_ADMIN', 'CAP_NET_RAW'], status(1n << 12n))).toEqual(['CAP_NET_RAW']);
    expect(lackingOf(['CAP_SYS_ADMIN'], status(1n << 21n))).toEqual([]);
    expect(lackingOf(['CAP_SYS_ADMIN'], 'no such line')).toEqual(['CAP_SYS_ADMIN']);
  });

  it('is nothing for who has all, and all for who has nothing', () => {
    const name = fc.constantFrom(...(Object.keys(PRIVILEGES) as PrivilegeName[]));
    fc.assert(
      fc.property(name, fc.nat(70_000), (privilege, uid) => {
        const needed = neededBy(privilege, uid);
        expect(lackingOf(needed, status((1n << 41n) - 1n))).toEqual([]);
        expect(lackingOf(needed, status(0n))).toEqual(needed);
      }),
    );
  });

  it('is named, with what it is for, and the command that mends it', () => {
    const root = missingCapabilities(['CAP_NET_RAW', 'CAP_SETGID'], 0);
    expect(root).toMatchObject({
      code: 'E_NO_CAPABILITY',
      message: 'root lacks CAP_NET_RAW, CAP_SETGID here',
      mend: expect.stringContaining('--cap-add NET_RAW --cap-add SETGID'),
    });
    expect(root.why).toContain('CAP_NET_RAW is for captures and pings');
    const user = missingCapabilities(['CAP_SYS_ADMIN'], 1000);
    expect(user).toMatchObject({ code: 'E_NOT_ROOT', message: 'labs need root, or CAP_SYS_ADMIN' });
    expect(user.mend).toMatch(/^sudo \//);
  });
});

describe('a user namespace', () => {
  it.each([
    ['         0          0 4294967295\n', false],
    ['     65534      65534          1\n', true],
    ['         0       1000          1\n', true],
    ['         0     100000      65536\n', true],
  ])('is told by its map of uids: %j', (map, expected) => {
    expect(isInUserNamespace(map)).toBe(expected);
  });

  it('cannot be told where there is no such map', () => {
    expect(isInUserNamespace(null)).toBe(false);
  });
});
