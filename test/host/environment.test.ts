import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dockerConnection } from '../../src/host/agent/docker-transport.ts';
import { dockerEnvironment } from '../../src/host/docker-environment.ts';
import { childEnvironment, toolPath } from '../../src/host/environment.ts';

/** What changes what programs do, and nobody asked for. */
const UNASKED = {
  LD_PRELOAD: '/tmp/x.so',
  LD_LIBRARY_PATH: '/tmp',
  NODE_OPTIONS: '--require=/tmp/x.js',
  BASH_ENV: '/tmp/x.sh',
  ENV: '/tmp/x.sh',
  TCPDUMP_FLAGS: '-n',
  IPROUTE2_CONF: '/tmp',
  LANG: 'de_DE.UTF-8',
  AWS_SECRET_ACCESS_KEY: 'x',
};

describe('what a child process gets', () => {
  it('is a search path and a locale, whatever the user has', () => {
    const env = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(env, (some) => {
        const given = childEnvironment({ ...some, ...UNASKED });
        expect(Object.keys(given).sort()).toEqual(['LC_ALL', 'PATH']);
        expect(given.LC_ALL).toBe('C');
      }),
    );
  });

  it('is a path of folders that are where they are, wherever one stands', () => {
    expect(toolPath({ PATH: '.:bin::/opt/x:../y:/usr/bin' })).toEqual([
      '/opt/x',
      '/usr/bin',
      ...['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/bin'],
    ]);
  });

  it('of Docker is what leads to a daemon, and the proxies', () => {
    const asked = { HOME: '/root', DOCKER_HOST: 'ssh://x', SSH_AUTH_SOCK: '/s', HTTPS_PROXY: 'p' };
    expect(dockerEnvironment({ ...UNASKED, ...asked, DOCKER_CONTEXT: '' })).toEqual(asked);
  });
});

describe('docker exec', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets no more than that', async () => {
    const docker = join(folder, 'docker');
    writeFileSync(docker, `#!/bin/sh\nenv >${folder}/seen\n`);
    chmodSync(docker, 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
    for (const [name, value] of Object.entries(UNASKED)) {
      if (!name.startsWith('LD_')) vi.stubEnv(name, value);
    }
    await (await dockerConnection('x')).closed;
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).toContain('DOCKER_HOST=unix:///nowhere\n');
    expect(seen).toContain('LC_ALL=C\n');
    for (const name of Object.keys(UNASKED)) expect(seen).not.toContain(`${name}=`);
  });
});
