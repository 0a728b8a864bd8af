import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { cli } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, startTimed } from './support/fault.ts';
import { outcomeOf } from './support/outcome.ts';
import { rounds } from './support/rounds.ts';
import { chances } from './support/seeded.ts';

const NAME = ['--name', 'race'];
const ROUNDS = rounds(10, 1);
/** How much later the second one starts. */
const LATER = chances(ROUNDS).map((share) => share * 250);

/** Both, the second one some time after the first. */
async function both(first: readonly string[], second: readonly string[], laterMs: number) {
  const one = startTimed([...first, ...NAME]);
  await delay(laterMs);
  const other = startTimed([...second, ...NAME]);
  return Promise.all([one.ended, other.ended]);
}

const passed = (ended: Awaited<ReturnType<typeof both>>) =>
  ended.filter((one) => outcomeOf(one).code === '0').length;

describe.skipIf(CANNOT_RUN)('two at the same time, with the same name', () => {
  for (const later of LATER) {
    fault('up and up', async () => {
      const ended = await both(['up'], ['up'], later / 4);
      expect(passed(ended)).toBe(1);
      expect(await cli(['verify', ...NAME])).toMatchObject({ code: 0 });
      return ended;
    });

    fault('verify and verify', async () => {
      const ended = await both(['verify'], ['verify'], later);
      expect(passed(ended)).toBeGreaterThan(0);
      return ended;
    });

    fault('verify and verify, of a lab that is up', async () => {
      await cli(['up', ...NAME]);
      const ended = await both(['verify'], ['verify', '--probe', 'udp'], later);
      expect(await cli(['verify', ...NAME])).toMatchObject({ code: 0 });
      return ended;
    });

    fault('verify and verify by tcp, of a lab that is up', async () => {
      await cli(['up', ...NAME]);
      const tcp = ['verify', '--probe', 'tcp'];
      const ended = await both(tcp, tcp, later);
      expect(passed(ended)).toBeGreaterThan(0);
      return ended;
    });

    fault('up and down', async () => {
      const ended = await both(['up'], ['down'], later);
      const { labs } = JSON.parse((await cli(['status', '--json'])).stdout);
      for (const { state } of labs) expect(['up', 'abandoned']).toContain(state);
      return ended;
    });

    fault('verify and down', () =>
      both(['verify', '--count', '30', '--interval', '10'], ['down'], later),
    );

    fault('verify of a lab that is up, and down', async () => {
      await cli(['up', ...NAME]);
      return both(['verify', '--count', '30', '--interval', '10'], ['down'], later);
    });

    fault('down and down', async () => {
      await cli(['up', ...NAME]);
      return both(['down'], ['down'], later / 8);
    });
  }
});
