import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Argv } from '../../../src/host/runner.ts';
import { type Shell, SYSTEM } from './shells.ts';

const inSystem = (name: string): Argv | null => {
  const file = SYSTEM.split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  return file ? [file] : null;
};

/** busybox with its own base64, dd, cat, as in a small image: none of the machine's are found first. */
function busybox(): Shell {
  const [file] = inSystem('busybox') ?? [];
  if (!file) return { name: 'busybox', argv: null, path: '' };
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-busybox-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  execFileSync(file, ['--install', '-s', folder]);
  return { name: 'busybox', argv: [join(folder, 'sh')], path: folder };
}

export const SHELLS: readonly Shell[] = [
  { name: 'dash', argv: inSystem('dash'), path: SYSTEM },
  { name: 'bash', argv: inSystem('bash'), path: SYSTEM },
  busybox(),
];
