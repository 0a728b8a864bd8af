import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerEnvironment } from '../../../src/host/docker-environment.ts';
import { thisMachine } from '../../../src/host/machine.ts';

describe.skipIf(process.platform !== 'linux')('this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, bytes: string | Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  it('tells its limits and its room', () => {
    expect(thisMachine.kernel).toBe(release());
    expect(thisMachine.inotify('max_user_watches')).toBeGreaterThan(0);
    expect(thisMachine.availableMemory()).toBeGreaterThan(2 ** 20);
    expect(thisMachine.freeDisk(folder)).toBeGreaterThan(0);
    expect(thisMachine.freeDisk('/no/such/folder')).toBeNull();
    expect(thisMachine.hasDevice('lo')).toBe(true);
    expect(thisMachine.hasDevice('no-such-device')).toBe(false);
  });

  it('knows a tar archive by its content', () => {
    const text = file('a.txt', 'not an archive');
    execFileSync('tar', ['-cf', join(folder, 'a.tar'), '-C', folder, 'a.txt']);
    expect(thisMachine.pathKind(join(folder, 'a.tar'))).toBe('tar');
    expect(thisMachine.pathKind(file('a.tgz', gzipSync('x')))).toBe('tar');
    expect(thisMachine.pathKind(file('a.zst', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)))).toBe('tar');
    expect(thisMachine.pathKind(text)).toBe('file');
    expect(thisMachine.pathKind(file('empty', ''))).toBe('file');
    expect(thisMachine.pathKind(folder)).toBe('folder');
    expect(thisMachine.pathKind(join(folder, 'none'))).toBe('absent');
    expect(thisMachine.pathKind(join(text, 'below'))).toBe('absent');
  });
});

describe('the environment of docker and kind', () => {
  it('is where the daemon is and how the world is reached, and no more', () => {
    const env = {
      HOME: '/h',
      DOCKER_HOST: 'tcp://x',
      https_proxy: 'p',
      DOCKER_CONTEXT: '',
      PATH: '/bin',
      TOKEN: 'x',
      LD_PRELOAD: 'y',
    };
    expect(dockerEnvironment(env)).toEqual({
      HOME: '/h',
      DOCKER_HOST: 'tcp://x',
      https_proxy: 'p',
    });
    expect(dockerEnvironment({})).toEqual({});
  });
});
