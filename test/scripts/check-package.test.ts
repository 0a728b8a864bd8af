import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wrongIn } from '../../scripts/check-package.mjs';

describe('a package', () => {
  let top: string;
  const put = (path: string, mode = 0o644, text = '') => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
    chmodSync(join(top, path), mode);
  };
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
    put('package.json', 0o644, '{"scripts":{"test":"true","prepack":"true"}}');
    put('bin/cni-lab.js', 0o755);
    put('dist/cni-lab.cjs');
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('has what is expected, and runs nothing when it is installed', () => {
    expect(wrongIn(top)).toEqual([]);
  });

  it.each(['preinstall', 'install', 'postinstall', 'prepare'])('has no script %s', (name) => {
    put('package.json', 0o644, JSON.stringify({ scripts: { [name]: 'true' } }));
    expect(wrongIn(top)).toEqual([`a script runs on install: ${name}`]);
  });

  it('brings no others along', () => {
    put('package.json', 0o644, '{"dependencies":{"execa":"1"}}');
    expect(wrongIn(top)).toEqual(['it depends on execa']);
  });

  it.each([
    ['a file that was not meant', () => put('.env'), 'unexpected: .env'],
    ['a test', () => put('dist/x.test.ts'), 'unexpected: dist/x.test.ts'],
    ['a private mode', () => put('dist/a.cjs', 0o600), 'mode 600, not 644: dist/a.cjs'],
    ['one that others may write', () => put('dist/a.cjs', 0o666), 'mode 666, not 644: dist/a.cjs'],
    ['a set-uid program', () => put('dist/trace', 0o4755), 'mode 4755, not 755: dist/trace'],
    ['a link', () => symlinkSync('/etc/passwd', join(top, 'LICENSE')), 'no plain file: LICENSE'],
  ])('has not %s', (_, spoil, said) => {
    spoil();
    expect(wrongIn(top)).toEqual([said]);
  });

  it('is not compiled on install', () => {
    put('binding.gyp');
    expect(wrongIn(top)).toEqual(['npm would compile: binding.gyp', 'unexpected: binding.gyp']);
  });
});
