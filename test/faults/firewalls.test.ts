import { describe, expect, it } from 'vitest';
import { cli, run } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { expectNothingLeft, timed } from './support/fault.ts';
import { FIREWALLS } from './support/firewall-table.ts';
import { outcomeOf } from './support/outcome.ts';
import { IS_SHORT } from './support/rounds.ts';

const LAB = 'wall';
const CODES: Readonly<Record<string, string>> = { pass: '0', fail: '1', inconclusive: '4' };
/** One row is enough for CI. */
const FEW = ['node1 forward'];

async function nft(place: string, rules: string): Promise<void> {
  const ended = await run('ip', ['netns', 'exec', `cni-lab.${LAB}.${place}`, 'nft', rules]);
  expect(ended, rules).toMatchObject({ code: 0, stderr: '' });
}

/** What comes of a rule that drops this in such a hook of a place. */
async function behindWall(datapath: string, place: string, hook: string, dropped: string) {
  const chain = `{ type filter hook ${hook} priority -200; }`;
  await nft(
    place,
    `add table inet wall; add chain inet wall c ${chain}; add rule inet wall c icmp type ${dropped} drop`,
  );
  try {
    const ended = await timed(['verify', datapath, '--name', LAB]);
    const { verdict, code } = outcomeOf(ended);
    expect(code, ended.stderr).toBe(CODES[verdict]);
    return verdict;
  } finally {
    await nft(place, 'delete table inet wall');
  }
}

describe.skipIf(CANNOT_RUN)('netfilter rules that drop ICMP', () => {
  it.each(FIREWALLS)(
    '$dropped in $datapath: in each hook of each place as docs/faults.md has it',
    { timeout: 400_000 },
    async ({ datapath, dropped, cells }) => {
      try {
        expect(await cli(['up', datapath, '--name', LAB])).toMatchObject({ code: 0 });
        const found: Record<string, string> = {};
        const asked = Object.keys(cells).filter((at) => !IS_SHORT || FEW.includes(at));
        for (const at of asked) {
          const [place = '', hook = ''] = at.split(' ');
          found[at] = await behindWall(datapath, place, hook, dropped);
        }
        expect(found).toEqual(Object.fromEntries(asked.map((at) => [at, cells[at]])));
        expect(await cli(['verify', datapath, '--name', LAB])).toMatchObject({ code: 0 });
      } finally {
        await expectNothingLeft();
      }
    },
  );
});
