import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, ROOT } from './support/cli.ts';
import { documentedLines, shell } from './support/documented.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const LINES = documentedLines('README.md');

describe.skipIf(CANNOT_RUN)('every command in the README', () => {
  afterAll(async () => {
    await cli(['down', '--all'], { cwd: '/' });
    rmSync(join(ROOT, 'my-lab.yaml'), { force: true });
    expect(leftovers()).toEqual([]);
  });

  // npm test is what is running now
  it.each(LINES.filter(({ line }) => line !== 'npm test'))('$line', async ({ line, code }) => {
    const ended = await shell(line);
    expect(`${ended.stderr}${ended.code}`).toMatch(new RegExp(`${code}$`));
  });

  it('installs and builds nothing that is there', async () => {
    expect((await shell('sh scripts/setup.sh')).stderr).toBe('');
  });

  it('is there: the two that set everything up, and one for each subject', () => {
    const all = LINES.map(({ line }) => line).join('\n');
    expect(all).toMatch(/^npm run verify$/m);
    expect(all).toMatch(/^npm test$/m);
    for (const command of [
      'verify',
      'list',
      'doctor',
      'explain',
      'up',
      'status',
      'exec',
      'identify',
      'down',
      'analyze',
      'report',
      'compare',
      'demo',
    ]) {
      expect(all).toMatch(new RegExp(`^cni-lab ${command}\\b`, 'm'));
    }
  });

  it('and the table it shows is the table that verify prints', async () => {
    const shown = /```\n(PASS cilium[\s\S]*?)```/.exec(README)?.[1]?.trim();
    const { stdout } = await shell('cni-lab verify');
    expect(stdout).toContain(shown);
  });
});
