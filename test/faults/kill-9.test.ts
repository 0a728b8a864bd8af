import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect } from 'vitest';
import { cli, run, scratchFolder, startCli } from '../e2e/support/cli.ts';
import { keptFolder } from '../e2e/support/kept-folder.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { expectNothingLeft, expectToldAs, fault, longFault } from './support/fault.ts';
import { leftBehind } from './support/left-behind.ts';
import { rounds } from './support/rounds.ts';
import { chances } from './support/seeded.ts';

const MOMENTS = chances(rounds(40, 2));

/** Before, node has not begun to run anything of ours. */
const START_MS = 40;

/** How long each takes here, now. */
const lasts = new Map<string, number>();

/** Longer than it takes to find out what there is, and remove it. */
const SLOW_S = 6;

const SOME = ['cilium/same-node', 'linux/bridge', 'cilium/socket-lb', 'cilium/policy-drop'];
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  up: ['up', '--name', 'victim'],
  verify: ['verify', '--count', '5', '--interval', '5'],
  'verify of several': ['verify', ...SOME, '--count', '2'],
  down: ['down', '--name', 'victim'],
};

const FOLDER = keptFolder();

async function timeOf(args: readonly string[]): Promise<number> {
  const before = Date.now();
  await cli(args, { cwd: FOLDER });
  return Date.now() - before;
}

describe.skipIf(CANNOT_RUN)('kill -9 of cni-lab', () => {
  beforeAll(async () => {
    for (const [name, args] of Object.entries(COMMANDS)) lasts.set(name, await timeOf(args));
  });

  describe.each(Object.entries(COMMANDS))('in %s', (command, args) => {
    for (const share of MOMENTS) {
      fault(`kill -9 in ${command}`, async () => {
        if (command === 'down') await cli(COMMANDS.up!);
        const { child, ended } = startCli(args);
        await delay(START_MS + share * (lasts.get(command)! - START_MS));
        child.kill('SIGKILL');
        return ended;
      });
    }
  });

  fault('verify of a lab of that name after kill -9', async () => {
    const { child, ended } = startCli(['verify', '--name', 'victim', '--count', '500']);
    await delay(lasts.get('verify')! * 0.8);
    child.kill('SIGKILL');
    expectToldAs('kill -9 in verify', await ended);
    return cli(['verify', '--name', 'victim']);
  });

  longFault('kill -9, and a program that it started goes on', async () => {
    const folder = scratchFolder();
    const ip = (await run('which', ['ip'])).stdout.trim();
    writeFileSync(join(folder, 'ip'), `#!/bin/sh\nsleep ${SLOW_S}\nexec ${ip} "$@"\n`);
    chmodSync(join(folder, 'ip'), 0o755);
    const slow = { env: { PATH: `${folder}:${process.env.PATH}` } };
    const { child, ended } = startCli(['up', '--name', 'victim'], slow);
    await delay(lasts.get('up')!);
    child.kill('SIGKILL');
    const killed = await ended;
    await expectNothingLeft();
    await delay(SLOW_S * 1000); // it would have done its work by now
    expect(await leftBehind()).toEqual([]);
    return killed;
  });
});
