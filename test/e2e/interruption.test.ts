import { afterEach, describe, expect, it } from 'vitest';
import { cli, startCli } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** Moments all over a run of some 200 ms, the loading of the program included. */
const MOMENTS = [70, 85, 100, 110, 120, 130, 140, 150, 160, 175, 190];

/** Moments all over a run of all datapaths, drawn anew each time; the names of the tests tell them. */
const ANY_TIME = Array.from({ length: 20 }, (_, i) => {
  const moment = 200 + Math.floor(Math.random() * 6000);
  return [moment, (['SIGINT', 'SIGTERM', 'SIGKILL'] as const)[i % 3]!] as const;
});

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(CANNOT_RUN)('a run that is interrupted', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s at any moment leaves nothing',
    async (signal) => {
      for (const moment of MOMENTS) {
        const { child, ended } = startCli(['verify', '--count', '20', '--interval', '5']);
        await after(moment);
        child.kill(signal);
        const { code, stderr } = await ended;
        // too early: node had no handler yet, and nothing was made; null means ended by the signal
        expect([130, null, 0]).toContain(code);
        if (code === 130) expect(stderr).toContain(`E_INTERRUPTED: interrupted by ${signal}`);
        expect(leftovers()).toEqual([]);
      }
    },
  );

  it.each(ANY_TIME)('of all datapaths after %i ms by %s leaves nothing', async (moment, signal) => {
    const { child, ended } = startCli(['verify', '--all']);
    await after(moment);
    child.kill(signal);
    const { code } = await ended;
    if (signal === 'SIGKILL') expect((await cli(['down', '--all'])).code).toBe(0);
    else expect([130, null, 0]).toContain(code); // null: node had no handler yet
    expect(leftovers()).toEqual([]);
  });

  it('by kill -9 at any moment leaves nothing that down --all does not remove', async () => {
    for (const moment of MOMENTS) {
      const { child, ended } = startCli(['verify', '--all', '--count', '20', '--interval', '5']);
      await after(moment);
      child.kill('SIGKILL');
      await ended;
      expect((await cli(['down', '--all'])).code).toBe(0);
      expect(leftovers()).toEqual([]);
    }
  });

  it('by kill -9 is cleared up by the next verify', async () => {
    const { child, ended } = startCli([
      'verify',
      '--count',
      '200',
      '--interval',
      '10',
      '--name',
      'victim',
    ]);
    await after(180);
    child.kill('SIGKILL');
    await ended;
    expect((await cli(['verify', '--name', 'victim'])).code).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it('by kill -9 disturbs none of those beside it, who clear up after it', async () => {
    for (let round = 0; round < 3; round++) {
      const victim = startCli(['verify', '--count', '50', '--interval', '10']);
      const beside = [1, 2, 3, 4, 5].map(() => cli(['verify', '--count', '1']));
      await after(200);
      victim.child.kill('SIGKILL');
      for (const { code, stderr } of await Promise.all(beside))
        expect(`${stderr}${code}`).toBe('0');
      await victim.ended;
    }
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it('by its own deadline says so', async () => {
    const { code, stderr } = await cli([
      'verify',
      '--count',
      '1000',
      '--interval',
      '100',
      '--timeout',
      '1',
    ]);
    expect(stderr).toContain('E_TIMEOUT');
    expect(code).toBe(4);
    expect(leftovers()).toEqual([]);
  });

  it('while a lab goes up leaves no half of it', async () => {
    for (const moment of MOMENTS) {
      const { child, ended } = startCli(['up', '--name', 'half']);
      await after(moment);
      child.kill('SIGINT');
      const { code } = await ended;
      // too late: it was done, and node was on its way out; what is left is a whole lab, not half of one
      if (code !== 130) {
        const { labs } = JSON.parse((await cli(['status', '--json'])).stdout);
        expect(labs.every((lab: { state: string }) => lab.state === 'up')).toBe(true);
        await cli(['down', '--name', 'half']);
      }
      expect(leftovers()).toEqual([]);
    }
  });
});
