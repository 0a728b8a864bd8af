import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { manPage } from '../../src/cli/man-page.ts';

const { version, man, files } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
vi.stubGlobal('CNI_LAB_VERSION', version); // the build puts it in
const { createProgram } = await import('../../src/cli/program.ts');

describe('man/cni-lab.1', () => {
  const page = manPage(createProgram(), version);

  it('is the one that the commands make; vitest -u writes it anew', async () => {
    await expect(page).toMatchFileSnapshot('../../man/cni-lab.1');
    expect(man).toBe('man/cni-lab.1');
    expect(files).toContain('man');
  });

  it('has every command with every option', () => {
    for (const command of createProgram().commands) {
      expect(page).toMatch(new RegExp(`^\\.SS ${command.name()}\\b`, 'm'));
      for (const { long } of command.options) expect(page).toContain(long!.replaceAll('-', '\\-'));
    }
  });

  it('is set by groff without a warning', () => {
    const set = execFileSync('sh', ['-c', 'groff -man -Tutf8 -ww 2>&1 >/dev/null'], {
      input: page,
    });
    expect(set.toString()).toBe('');
  });
});
