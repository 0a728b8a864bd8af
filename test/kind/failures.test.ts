import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cliJson, startCli } from './support/cli.ts';
import { expectTidy } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG, NODE_IMAGE } from './support/rig.ts';

const lab = new KindLab('failing', '--nodes', '1', '--cni', 'bridge', '--kube-proxy', 'none');
/** A node image as kind's own are: without the bridge plugin. */
const NO_BRIDGE = 'cni-lab-kt-no-bridge:1';

describe.skipIf(NO_RIG)('up --backend kind, when it fails half-way,', () => {
  beforeAll(() => {
    const input = `FROM ${NODE_IMAGE}\nRUN rm /opt/cni/bin/bridge\n`;
    const env = { ...process.env, DOCKER_BUILDKIT: '0' };
    execFileSync('docker', ['build', '-q', '-t', NO_BRIDGE, '-'], { input, env, stdio: 'pipe' });
  });
  afterEach(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });
  afterAll(async () => {
    await docker('rmi', '--force', NO_BRIDGE);
  });

  it('keeps what there is if told to, says how to go on, and down removes it', async () => {
    const { document, code, stderr } = await cliJson(lab.up('--kind-image', NO_BRIDGE, '--keep'));
    expect(document.error).toMatchObject({
      code: 'E_CNI',
      message: expect.stringContaining('no CNI plugin bridge'),
      mend: expect.stringContaining('--cni-bin'),
    });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^CNI bridge: failed after /m);
    expect(await docker('ps', '-q', '--filter', `name=${lab.node('control-plane')}`)).not.toBe('');

    const { labs } = (await cliJson(['status'])).document;
    expect(labs).toContainEqual(expect.objectContaining({ name: lab.name, state: 'abandoned' }));
    const again = await cliJson(lab.up());
    expect(again.document.error).toMatchObject({
      code: 'E_CLUSTER_EXISTS',
      mend: expect.stringContaining(`cni-lab down --name ${lab.name}`),
    });
    expect((await lab.down()).stdout).toBe(`removed ${lab.name}\n`);
  });

  it('for want of the image of the test pods says so soon, and leaves nothing', async () => {
    const image = 'nowhere.invalid/pod:1';
    const { document, code, stderr, ...rest } = await cliJson(lab.up('--test-image', image));
    expect(document.error).toMatchObject({
      code: 'E_IMAGE',
      message: expect.stringContaining(image),
    });
    expect(code).toBe(3);
    const [, seconds] = /^test pods: failed after ([\d.]+) s$/m.exec(stderr) ?? [];
    expect(Number(seconds), stderr).toBeLessThan(20);
    expect(leftovers()).toEqual([]);
    expectTidy({ code, stderr, ...rest });
  });

  it('by its own deadline says so, and leaves nothing', async () => {
    const { document, code, ms } = await cliJson(lab.up('--timeout', '5'));
    expect(document.error).toMatchObject({ code: 'E_TIMEOUT' });
    expect(code).toBe(4);
    expect(ms).toBeLessThan(30_000);
    expect(leftovers()).toEqual([]);
  });

  it('keeps out of the way of another that makes the same lab', async () => {
    const first = startCli(lab.up());
    await expect
      .poll(async () => (await cliJson(['status'])).document.labs, { timeout: 10_000 })
      .toContainEqual(expect.objectContaining({ name: lab.name, state: 'in use' }));
    const nodes = () => docker('ps', '-aq', '--filter', `name=${lab.node('control-plane')}`);
    await expect.poll(nodes, { timeout: 20_000 }).not.toBe('');
    const second = await cliJson(lab.up());
    expect(second.document.error).toMatchObject({ code: 'E_NAME_IN_USE' });
    expect(second.code).toBe(2);
    expect(await nodes()).not.toBe('');
    first.child.kill('SIGTERM'); // it goes on undisturbed, and its making is tried elsewhere
    expect((await first.ended).code).toBe(130);
  });
});
