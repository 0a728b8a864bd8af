import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, run, scratchFolder } from './support/cli.ts';

const COMPILED = `cni-lab.cjs.${process.arch}-${process.versions.v8}`;

/** A copy of the program that may be spoiled. */
function copyOfProgram(): string {
  const copy = scratchFolder();
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  return copy;
}

/** What it prints as its version, and whether V8 took what the build had compiled. */
async function started(root: string): Promise<{ version: string; taken: boolean | undefined }> {
  const load = `process.argv.push('cni-lab', '--version'); const { cachedDataRejected } = require('${root}/bin/load.js').load();
    process.on('exit', () => console.log(cachedDataRejected));`;
  const { code, stdout, stderr } = await run(process.execPath, ['-e', load]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [version, rejected] = stdout.trim().split('\n');
  return { version: version!, taken: rejected === 'undefined' ? undefined : rejected === 'false' };
}

describe('the program starts', () => {
  it('with what V8 compiled of it when it was built', async () => {
    expect(existsSync(join(ROOT, 'dist', COMPILED))).toBe(true);
    expect((await started(ROOT)).taken).toBe(true);
  });

  it('without that where another node built it', async () => {
    const copy = copyOfProgram();
    rmSync(join(copy, 'dist', COMPILED));
    expect(
      readdirSync(join(copy, 'dist')).filter((name) => name.startsWith('cni-lab.cjs.')),
    ).toEqual([]);
    const { version, taken } = await started(copy);
    expect(taken).toBeUndefined();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('without that where it is no such thing', async () => {
    const copy = copyOfProgram();
    writeFileSync(join(copy, 'dist', COMPILED), 'no code of V8');
    expect((await started(copy)).taken).toBe(false);
  });
});
