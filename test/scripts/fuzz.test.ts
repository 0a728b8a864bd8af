import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const STATE = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
afterAll(() => rmSync(STATE, { recursive: true, force: true }));

const fuzz = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/fuzz/fuzz.mjs', '--state', STATE, ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};
const few = (executions: number) =>
  fuzz('--target', 'bare-frame', '--executions', `${executions}`, '--seed', 'test');

describe('npm run fuzz', () => {
  it('says its seed, counts what it ran, and keeps what led somewhere new', () => {
    const { status, stdout, stderr } = few(2000);
    expect(stderr).toContain('bare-frame: seed test, 0 of 2000 are done');
    expect(stdout).toContain('2000 executions of 1 targets, 0 kinds of failures');
    expect(readdirSync(join(STATE, 'bare-frame', 'corpus')).length).toBeGreaterThan(20);
    expect(status).toBe(0);
  });

  it('goes on where it was', () => {
    const { stdout, stderr } = few(3000);
    expect(stderr).toContain('bare-frame: seed test, 2000 of 3000 are done');
    expect(stdout).toContain('3000 executions of 1 targets');
  });

  it('runs one input again', () => {
    const crash = 'test/fixtures/crashes/ethernet-frame/ipv4-in-ipv6';
    const { status, stdout } = fuzz('--target', 'ethernet-frame', '--replay', crash);
    expect(stdout).toBe('nothing is wrong with it\n');
    expect(status).toBe(0);
  });

  it('knows its targets, and no others', () => {
    const { status, stderr } = fuzz('--target', 'nothing');
    expect(stderr).toContain('there is no nothing');
    expect(stderr).toContain('bare-frame');
    expect(status).toBe(2);
  });
});
