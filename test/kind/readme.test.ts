import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, ROOT, run } from '../e2e/support/cli.ts';
import { NO_RIG, STANDIN } from './support/rig.ts';

/** The README's lines for kind, in their order, and the exit code that a comment promises. */
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const LINES = [...README.matchAll(/```sh kind\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .map((line) => ({ line, code: Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0) }));

const [, chart, , archive] = STANDIN;
let bin = '';

/** As on a machine without a network: what would be fetched is named in the environment. */
function shell(line: string) {
  const words = [
    `PATH=${bin}:$PATH`,
    `CNI_LAB_CHART=${chart}`,
    `CNI_LAB_LOAD_ARCHIVE=${archive}`,
    `CNI_LAB_OUT=${bin}/run`,
  ];
  return run('bash', ['-c', `export ${words.join(' ')}; rm -rf ${bin}/run; ${line}`], ROOT);
}

describe.skipIf(NO_RIG)('every command for kind in the README', () => {
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'cni-lab-readme-'));
    mkdirSync(bin, { recursive: true });
    symlinkSync(CLI, join(bin, 'cni-lab'));
  });
  afterAll(async () => {
    await shell('cni-lab down --name kind');
    rmSync(bin, { recursive: true, force: true });
  });

  it.each(LINES)('$line', async ({ line, code }) => {
    const ended = await shell(line);
    expect(`${ended.stderr}${ended.code}`).toMatch(new RegExp(`${code}$`));
  });

  it('is there: from up to down', () => {
    const all = LINES.map(({ line }) => line);
    expect(all[0]).toBe('cni-lab up --backend kind');
    expect(all.at(-1)).toBe('cni-lab down --name kind');
    for (const command of ['verify', 'identify', 'inspect', 'trace', 'exec']) {
      expect(all.join('\n')).toMatch(new RegExp(`^cni-lab ${command}\\b`, 'm'));
    }
  });
});
