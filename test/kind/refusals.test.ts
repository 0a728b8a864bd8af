import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run, scratchFolder } from '../e2e/support/cli.ts';
import { cli, cliJson } from './support/cli.ts';
import { expectTidy } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG, NODE_IMAGE, STANDIN } from './support/rig.ts';

const lab = new KindLab('refused', '--nodes', '1', '--cni', 'bridge', '--kube-proxy', 'none');

/** `up` is refused in both forms, with the same words, and nothing was made. */
async function refusal(options: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { document, code, ms, stderr, ...rest } = await cliJson(lab.up(...options), env);
  expect(document).toEqual({
    error: {
      code: expect.stringMatching(/^E_/),
      message: expect.stringMatching(/./),
      why: expect.stringMatching(/./),
      mend: expect.stringMatching(/./),
    },
  });
  expect(stderr).not.toMatch(/kind cluster .*: \d/); // none was made
  expectTidy({ code, ms, stderr, ...rest });
  expect(leftovers()).toEqual([]);
  return { ...document.error, exit: code, ms };
}

describe.skipIf(NO_RIG)('up --backend kind refuses, and makes nothing,', () => {
  it('without Docker', async () => {
    const env = { DOCKER_HOST: 'unix:///tmp/cni-lab-nobody.sock' };
    const error = await refusal([], env);
    expect(error).toMatchObject({ code: 'E_DOCKER', exit: 3 });
    expect(error.message).toContain('/tmp/cni-lab-nobody.sock');
    expect(error.ms).toBeLessThan(5000);
  });

  it('without kind or helm, naming the tool', async () => {
    const folder = scratchFolder();
    const env = { PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin` };
    expect(await refusal([], env)).toMatchObject({
      code: 'E_TOOL_MISSING',
      exit: 3,
      message: expect.stringContaining('kind'),
      mend: expect.stringContaining('kind.sigs.k8s.io/dl/'),
    });
    const kind = (await run('which', ['kind'])).stdout.trim();
    symlinkSync(kind, join(folder, 'kind'));
    expect(await refusal(['--cni', 'cilium', ...STANDIN], env)).toMatchObject({
      code: 'E_TOOL_MISSING',
      exit: 3,
      message: expect.stringContaining('helm'),
    });
  });

  it('an image that is not here and cannot be had', async () => {
    const error = await refusal(['--kind-image', 'nowhere.invalid/node:1']);
    expect(error).toMatchObject({ code: 'E_IMAGE', exit: 3 });
    expect(error.message).toContain('nowhere.invalid/node:1');
    expect(error.ms).toBeLessThan(30_000);
  });

  it.each([
    [['--kind-image', 'No Image'], 'E_IMAGE', 3, 'No Image'],
    [['--cni', 'cilium', '--chart', '/absent'], 'E_FILE', 2, '/absent does not exist'],
    [['--cni', 'cilium', '--chart', 'test/kind'], 'E_FILE', 2, 'without a Chart.yaml'],
    [['--cni', 'cilium', ...STANDIN, '--values', '/absent.yaml'], 'E_FILE', 2, '/absent.yaml'],
    [['--load-archive', '/absent.tar'], 'E_FILE', 2, '/absent.tar does not exist'],
    [['--load-archive', '/etc/passwd'], 'E_FILE', 2, 'is no tar archive'],
    [['--cni-manifest', '/absent.yaml'], 'E_FILE', 2, '/absent.yaml'],
    [['--cni-manifest', '/etc/passwd'], 'E_CLUSTER_CONFIG', 2, 'no list of Kubernetes objects'],
    [['--cni-bin', '/absent'], 'E_FILE', 2, '/absent does not exist'],
  ])('%j', async (options, code, exit, words) => {
    const error = await refusal(options);
    expect(error).toMatchObject({ code, exit, message: expect.stringContaining(words) });
    expect(error.ms).toBeLessThan(10_000);
  });

  it.each([
    [['--nodes', '0'], '--nodes'],
    [['--nodes', 'two'], '--nodes'],
    [['--cni', 'clium'], '--cni'],
    [['--mode', 'fast'], '--mode'],
    [['--kube-proxy', 'ebpf'], '--kube-proxy'],
    [['--set', 'novalue'], '--set'],
    [['--cni', 'custom'], '--cni custom'],
    [['--cni-manifest', 'a.yaml', '--cni-chart', 'b'], 'exclude each other'],
  ])('%j as wrong usage', async (options, words) => {
    const error = await refusal(options);
    expect(error).toMatchObject({ code: 'E_USAGE', exit: 2 });
    expect(error.message).toContain(words);
  });

  it('a name that cannot be one', async () => {
    for (const name of ['../etc', 'A', 'kt_x', '-x', '$(id)']) {
      const { document, code } = await cliJson(['up', '--backend', 'kind', `--name=${name}`]);
      expect(document.error.code).toBe('E_BAD_NAME');
      expect(code).toBe(2);
    }
  });
});

describe.skipIf(NO_RIG)('up --backend kind finds its name taken', () => {
  afterEach(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('by an embedded lab, which it leaves alone', async () => {
    await cli(['up', '--name', lab.name]);
    const { document, code } = await cliJson(lab.up());
    expect(document.error).toMatchObject({
      code: 'E_CLUSTER_EXISTS',
      message: expect.stringContaining('embedded'),
      mend: expect.stringContaining(`cni-lab down --name ${lab.name}`),
    });
    expect(code).toBe(2);
    expect((await cli(['verify', '--name', lab.name])).code).toBe(0);
  });

  it('by what is left of a cluster that nobody remembers, which down removes', async () => {
    const cluster = `io.x-k8s.kind.cluster=cni-lab-${lab.name}`;
    const role = 'io.x-k8s.kind.role=control-plane';
    const name = lab.node('control-plane');
    await docker('create', '--name', name, '--label', cluster, '--label', role, NODE_IMAGE);
    const { document, code, ms } = await cliJson(lab.up());
    expect(document.error).toMatchObject({
      code: 'E_CLUSTER_EXISTS',
      mend: expect.stringContaining(`cni-lab down --name ${lab.name}`),
    });
    expect(code).toBe(2);
    expect(ms).toBeLessThan(10_000);
    expect(await docker('ps', '-aq', '--filter', `name=${name}`)).not.toBe(''); // still there
    expect((await lab.down()).stdout).toBe(`removed ${lab.name}\n`);
  });
});

describe.skipIf(NO_RIG)('down', () => {
  it('has nothing to do where there is no Docker', async () => {
    const env = { DOCKER_HOST: 'unix:///tmp/cni-lab-nobody.sock' };
    const { stdout, code } = await cli(['down', '--name', lab.name], env);
    expect(stdout).toBe('nothing to remove\n');
    expect(code).toBe(0);
  });
});
