import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { cli, cliJson, startCli } from '../support/cli.ts';
import { expectTidy, expectVerdicts } from '../support/expectations.ts';
import { meanwhile, PROBING } from './meanwhile.ts';
import { expectNothingLeft, records, remains } from './remains.ts';
import { BY_AGENT, CLUSTER, LONG, named, SAME, WITHIN } from './shared.ts';

/** Ctrl-C, and worse. */
export function interrupted(): void {
  describe('whose verification is interrupted', () => {
    afterEach(async () => {
      await vi.waitFor(async () => expect(await remains()).toEqual([]), WITHIN);
    });
    afterAll(expectNothingLeft);

    it.each([
      ['a probe by nsenter', ['--way', 'nsenter']],
      ['a probe by an agent', BY_AGENT],
    ])('leaves nothing after SIGINT during %s', async (_what, options) => {
      const outcome = await meanwhile(['verify', ...CLUSTER, ...LONG, ...options], PROBING, (pid) =>
        process.kill(pid, 'SIGINT'),
      );
      expect(outcome.document.error.code).toBe('E_INTERRUPTED');
      expect(outcome.code).toBe(130);
      expect(outcome.sinceMs).toBeLessThan(10_000);
      expectTidy(outcome);
      expect(await remains()).toEqual([]);
    });

    it('leaves nothing after SIGINT at any moment', async () => {
      for (const ms of [150, 400, 700, 1100, 1600, 2200, 3000]) {
        const { child, ended } = startCli(['verify', ...CLUSTER, ...BY_AGENT, ...LONG, '--json']);
        await delay(ms);
        child.kill('SIGINT');
        const { code, stderr, stdout, ...rest } = await ended;
        // before it listens to signals, it has not made anything
        expect([130, null], `${ms} ms: ${stderr} ${stdout}`).toContain(code);
        expectTidy({ code, stderr, stdout, ...rest });
        expect(await remains(), `${ms} ms`).toEqual([]);
      }
    });

    describe('by SIGKILL', () => {
      const name = named('killed');
      const start = async (...options: readonly string[]) => {
        const { child, ended } = startCli([
          ...['verify', ...CLUSTER, ...LONG, '--name', name, ...options],
        ]);
        let said = '';
        child.stderr!.on('data', (text: string) => {
          said += text;
        });
        await vi.waitFor(() => expect(said).toMatch(PROBING), WITHIN);
        child.kill('SIGKILL');
        await once(child, 'exit');
        const { document } = await cliJson(['status']);
        expect(document.labs).toContainEqual(expect.objectContaining({ name, state: 'abandoned' }));
        return ended;
      };

      it.each([
        ['nsenter', ['--way', 'nsenter']],
        ['an agent', BY_AGENT],
      ])('is told by status, and removed by down (%s)', async (_way, options) => {
        await start(...options);
        const { stdout, code } = await cli(['down', '--name', name]);
        expect(stdout).toBe(`removed ${name}\n`);
        expect(code).toBe(0);
        expect(records()).toEqual([]);
      });

      it('is taken up by a verification of its name', async () => {
        await start(...BY_AGENT);
        const { document, code } = await cliJson(['verify', ...CLUSTER, '--name', name]);
        expectVerdicts(document, SAME);
        expect(code).toBe(0);
        expect(records()).toEqual([]);
      });
    });

    it('does not share its name', async () => {
      const name = named('once');
      const outcome = await meanwhile(
        ['verify', ...CLUSTER, ...LONG, '--name', name],
        PROBING,
        async () => {
          const { document, code } = await cliJson(['verify', ...CLUSTER, '--name', name]);
          expect(document.error).toMatchObject({
            code: 'E_NAME_IN_USE',
            why: expect.stringContaining('another cni-lab works on it'),
          });
          expect(code).toBe(2);
        },
      );
      expectVerdicts(outcome.document, SAME);
    });
  });
}
