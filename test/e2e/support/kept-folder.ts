import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for a whole file of tests. */
export function keptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-tests-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
