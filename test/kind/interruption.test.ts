import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { cliJson, startCli } from './support/cli.ts';
import { KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { moments } from './support/moments.ts';
import { processesOf, processesSaying } from './support/processes.ts';
import { NO_RIG } from './support/rig.ts';

const lab = new KindLab('cut', '--nodes', '1', '--cni', 'bridge', '--kube-proxy', 'none');

/** A making takes some 15 s: the first seconds are when most is begun. */
const [FOR_ONE, FOR_ALL, TO_KILL] = [moments(4, 21), moments(2, 22), moments(4, 23)];

describe.skipIf(NO_RIG)('a kind lab whose making is interrupted', () => {
  afterEach(async () => {
    expect((await lab.down()).code).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ...FOR_ONE.map((ms, i) => ({ signal: (['SIGINT', 'SIGTERM'] as const)[i % 2]!, ms, to: 1 })),
    // as a terminal does it: every process of the group is told
    ...FOR_ALL.map((ms) => ({ signal: 'SIGINT' as const, ms, to: -1 })),
  ])('by $signal after $ms ms leaves nothing', async ({ signal, ms, to }) => {
    const { child, ended } = startCli(lab.up());
    await delay(ms);
    const killed = performance.now();
    process.kill(child.pid! * to, signal);
    const { code, stderr, stdout, files, left } = await ended;
    expect(code, `${stdout}${stderr}`).toBe(130);
    expect(stderr).toContain(`E_INTERRUPTED: interrupted by ${signal}`);
    expect(stdout).toBe('');
    expect(leftovers()).toEqual([]);
    expect(left).toEqual([]);
    expect(files).toEqual([]);
    expect(performance.now() - killed).toBeLessThan(20_000);
    await delay(1500); // nothing that was still under way comes after
    expect(leftovers()).toEqual([]);
  });

  it.each(TO_KILL)('by SIGKILL after %d ms is told by status and removed by down', async (ms) => {
    const { child, ended } = startCli(lab.up());
    await delay(ms);
    child.kill('SIGKILL');
    await ended;
    const { labs } = (await cliJson(['status'])).document;
    expect(labs).toContainEqual(expect.objectContaining({ name: lab.name, state: 'abandoned' }));
    expect((await lab.down()).stdout).toBe(`removed ${lab.name}\n`);
    expect(leftovers()).toEqual([]);
    await expect.poll(() => processesOf(child.pid!), { timeout: 5000 }).toEqual([]);
    expect(leftovers()).toEqual([]); // nor does anything come after
  });

  it.each([1, -1])('just when Docker is told to make its nodes leaves none (%d)', async (to) => {
    const { child, ended } = startCli(lab.up());
    const telling = () => processesSaying(new RegExp(`^docker run .*${lab.node('control-plane')}`));
    while (telling().length === 0) await delay(5);
    process.kill(child.pid! * to, 'SIGINT');
    expect((await ended).code).toBe(130);
    expect(leftovers()).toEqual([]);
    await delay(3000); // Docker does what it was told, even if nobody waits for it
    expect(leftovers()).toEqual([]);
  });

  it('by SIGKILL is not taken for a whole one', async () => {
    const { child, ended } = startCli(lab.up());
    await delay(6000);
    child.kill('SIGKILL');
    await ended;
    const again = await cliJson(lab.up());
    expect(again.document.error).toMatchObject({
      code: 'E_CLUSTER_EXISTS',
      message: expect.stringContaining('interrupted'),
      mend: expect.stringContaining(`cni-lab down --name ${lab.name}`),
    });
    expect(again.code).toBe(2);
    const verify = await cliJson(['verify', '--name', lab.name]);
    expect(verify.code).not.toBe(0);
    expect(verify.document.error.code).toMatch(/^E_(LAB_BROKEN|NO_SUCH_LAB|CLUSTER)/);
  });
});
