import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../native/starter.c', import.meta.url));

/** Compiles native/starter.c for the tests of one file. */
export function builtStarter(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-starter-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'starter');
  execFileSync('clang', ['-O2', '-Wall', '-Wextra', '-Werror', '-static', '-o', file, SOURCE]);
  return file;
}
