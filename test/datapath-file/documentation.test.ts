import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fileSchema } from '../../src/datapath-file/file-schema.ts';
import { readDatapath } from '../../src/datapath-file/read-datapath.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const PAGE = readFileSync(new URL('../../docs/your-own-datapath.md', import.meta.url), 'utf8');
const EXAMPLE = /```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!;
const NOTHING_THERE = { isThere: () => false, programsIn: () => null };

it('has an example that is complete', () => {
  expect(readDatapath(EXAMPLE, 'my-lab.yaml', NOTHING_THERE)).toMatchObject({
    name: 'my/routed-pods',
    families: [4],
    conntrack: 'either',
    story: [],
  });
});

it('shows an error as it is told', () => {
  const broken = EXAMPLE.replace('device: veth1', 'device: veth9');
  const { message, why, mend } = labErrorOf(() =>
    readDatapath(broken, 'my-lab.yaml', NOTHING_THERE),
  );
  expect(PAGE).toContain(`error E_DATAPATH_FILE: ${message}\n`);
  expect(PAGE).toContain(`why:   ${why}\n`);
  expect(PAGE).toContain(`mend:  ${mend}\n`);
});

it('names every field', () => {
  const rows = PAGE.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) =>
    [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map((m) => m[1]),
  );
  expect(named.toSorted()).toEqual(Object.keys(fileSchema._zod.def.shape).toSorted());
});
