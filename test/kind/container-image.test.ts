import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, ROOT, run } from '../e2e/support/cli.ts';
import { keptFolder } from '../e2e/support/kept-folder.ts';
import { checkedRun } from '../support/checked-run.ts';
import { NO_RIG } from './support/rig.ts';

/** A Debian 12 that the rig has made; no base image can be pulled here. */
const BASE = 'rig-base';
const IMAGE = 'cni-lab-test-image';
const NEEDED = ['tcpdump', 'iproute2', 'iputils-ping'];

const here = keptFolder();

/** Images without a name, as the stage is that the bundle was unpacked in. */
async function nameless(): Promise<string[]> {
  const { stdout } = await run('docker', ['images', '--quiet', '--filter', 'dangling=true']);
  return stdout.split('\n').filter((id) => id !== '');
}

/** `docker run --rm`, in an image made as docs/lab-room.md has it. */
const contained = (options: readonly string[], ...args: string[]) =>
  run('docker', ['run', '--rm', ...options, IMAGE, ...args]);

describe.skipIf(NO_RIG)('the container image that the Dockerfile makes of a bundle', () => {
  let others: readonly string[] = [];

  beforeAll(async () => {
    others = await nameless();
    const bundle = join(here, 'lab.tar.gz');
    const created = await cli(['bundle', 'create', bundle, '--packages', ...NEEDED], { cwd: here });
    expect(created.code, created.stderr).toBe(0);
    expect((await run('tar', ['xzf', bundle], here)).code).toBe(0);
    const { stdout } = await run('docker', ['images', BASE, '--format', '{{.ID}}']);
    const base = stdout.split('\n')[0]!;
    const build = ['build', '--network', 'none', '--build-arg', `BASE=${base}`, '--force-rm'];
    const built = await run(
      'docker',
      [...build, '-t', IMAGE, '-f', join(ROOT, 'Dockerfile'), '.'],
      here,
    );
    expect(built.code, built.stderr).toBe(0);
  });
  afterAll(async () => {
    await run('docker', ['rmi', IMAGE]);
    const own = (await nameless()).filter((id) => !others.includes(id));
    await run('docker', ['rmi', ...own]);
    expect(await nameless()).toEqual(others);
  });

  it('runs what the package runs, and leaves no container', async () => {
    const { code, stdout, stderr } = checkedRun(
      await contained(['--privileged'], 'verify', 'cilium/same-node', 'linux/bridge', '--json'),
    );
    expect(code, stderr).toBe(0);
    const { results } = JSON.parse(stdout);
    const verdicts = results.map((r: { verdict: string }) => r.verdict);
    expect(verdicts).toEqual(['pass', 'pass']);
    const left = await run('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${IMAGE}`]);
    expect(left.stdout).toBe('');
  });

  it('says what it lacks where it has no privileges', async () => {
    const { code, stderr } = await contained([]);
    expect(stderr).toMatch(/^error E_NO_CAPABILITY: /);
    expect(stderr).toContain('--privileged');
    expect(code).toBe(3);
  });

  it('holds nothing of the bundle any more', async () => {
    const { stdout } = await contained(['--entrypoint', 'ls'], '/');
    expect(stdout.split('\n')).toContain('opt');
    expect(stdout.split('\n')).not.toContain('bundle');
  });
});
