import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../e2e/support/cli.ts';
import { FAULTS } from './support/fault-table.ts';

/** Exit codes that go with verdicts, by the README. */
const CODES: Readonly<Record<string, string>> = {
  ...{ pass: '0', done: '0', fail: '1', inconclusive: '4', killed: 'none' },
  ...{ E_NAME_IN_USE: '2', E_OUT_UNWRITABLE: '2' },
};

it('docs/faults.md has exit codes as the README has them, and no defect among what is expected', () => {
  expect(FAULTS.size).toBeGreaterThan(60);
  for (const { name, outcomes } of FAULTS.values()) {
    for (const { verdict, code } of outcomes) {
      expect(code, `${name}: ${verdict}`).toBe(CODES[verdict] ?? '4');
      expect(verdict, name).not.toBe('E_INTERNAL');
    }
  }
});

it('docs/faults.md names the tests of each table, which know if a row is without one', () => {
  for (const { name, tests } of FAULTS.values()) {
    expect(existsSync(join(ROOT, tests)), `${name}: ${tests}`).toBe(true);
  }
});
