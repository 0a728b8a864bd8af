import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../support/cli.ts';
import { expectTidy, expectVerdicts } from '../support/expectations.ts';
import { docker } from '../support/lab.ts';
import { meanwhile, type Outcome, PROBING } from './meanwhile.ts';
import { expectNothingLeft, records, remains } from './remains.ts';
import { BY_AGENT, CLUSTER, LONG, lab, named, SAME } from './shared.ts';
import { UserPods } from './user-pods.ts';

/** What is lost while the probe is on its way. */
export function midway(): void {
  const pods = new UserPods('midway');
  const WORKER = lab.node('worker');
  const BETWEEN = ['--from', 'midway/a', '--to', 'midway/b'] as const;
  const verify = (...options: readonly string[]) => ['verify', ...CLUSTER, ...LONG, ...options];
  const ready = () =>
    lab.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=120s');

  /** Broken off: no verdict, no run folder, and what happened in words. */
  const expectLost = (outcome: Outcome, withinS: number) => {
    expect(outcome.document.error?.code, JSON.stringify(outcome.document)).toBe('E_AGENT');
    expect(outcome.document.error.message).toMatch(
      new RegExp(`^the connection to cni-lab-${lab.name}-(worker|control-plane), by its agent`),
    );
    expect(outcome.code).toBe(4);
    expect(outcome.sinceMs).toBeLessThan(withinS * 1000);
    expect(outcome.files).toEqual([]);
    expectTidy(outcome);
  };

  describe('of which something is lost midway', () => {
    beforeAll(() => pods.make());
    afterAll(async () => {
      await pods.unmake();
      await expectNothingLeft();
    });

    describe('a pod', () => {
      afterEach(async () => {
        expect(await remains()).toEqual([]);
      });

      it('the agent', async () => {
        const agent = [`agent-${WORKER}`, '-n', `cni-lab-${named('a')}`];
        const outcome = await meanwhile(
          verify(...BETWEEN, ...BY_AGENT, '--name', named('a')),
          PROBING,
          () => lab.kubectl('delete', 'pod', ...agent, '--now'),
        );
        expectLost(outcome, 15);
      });

      it.each([
        ['nsenter', []],
        ['an agent', BY_AGENT],
      ])('a test pod, reached by %s', async (_way, options) => {
        const pod = ['pod2', '-n', `cni-lab-${named('p')}`];
        const outcome = await meanwhile(verify(...options, '--name', named('p')), PROBING, () =>
          lab.kubectl('delete', 'pod', ...pod, '--now'),
        );
        const { document, code } = outcome;
        expect([1, 4], JSON.stringify(document)).toContain(code);
        if (document.error) expect(document.error.code).toBe('E_LAB_BROKEN');
        else expect(document.results[0].probe.answered).toBeLessThan(300);
        expect(outcome.sinceMs).toBeLessThan(25_000);
        expectTidy(outcome);
      });
    });

    describe('the API server', () => {
      const kill = () =>
        lab.inNode('control-plane', 'sh', '-c', 'kill -9 $(pgrep -x kube-apiserver)');
      const isBack = () => lab.kubectl('get', '--raw', '/readyz').catch(() => 'not yet');
      // it answers long before each kubelet has come back to it
      afterAll(async () => {
        const settled = new UserPods('settled');
        await settled.make();
        await settled.unmake();
      });

      it.each([
        ['which carries what an agent says', BY_AGENT],
        ['which is not asked for a while', []],
      ])('%s', async (_what, options) => {
        const name = named('s');
        const outcome = await meanwhile(
          verify(...BETWEEN, ...options, '--name', name),
          PROBING,
          kill,
        );
        await expect.poll(isBack, { timeout: 60_000 }).toBe('ok');
        if (options.length > 0) expectLost(outcome, 50);
        else {
          // what was captured is as good as ever
          expectVerdicts(outcome.document, SAME);
          expect([0, 4]).toContain(outcome.code);
          expect(outcome.sinceMs).toBeLessThan(50_000);
        }
        if (records().length > 0) {
          // it did not come back in time: then it was said, and can be done later
          if (options.length === 0) expect(outcome.stderr).toContain('could not be removed');
          expect((await cli(['down', '--name', name])).code).toBe(0);
        }
        await expectNothingLeft();
      });
    });

    describe('a node', () => {
      const thaw = () => docker('unpause', WORKER).catch(() => {}); // never frozen: the test says why

      it('frozen, and thawed later', async () => {
        const outcome = await meanwhile(verify(...BETWEEN, ...BY_AGENT), PROBING, () =>
          docker('pause', WORKER),
        ).finally(thaw);
        expectLost(outcome, 20);
        await ready();
        await expectNothingLeft();
      });

      it('frozen before pods run on it', async () => {
        await docker('pause', WORKER);
        try {
          const { document, code, ms, ...rest } = await cliJson([...['verify', ...CLUSTER]]);
          expect(document.error, JSON.stringify(document)).toMatchObject({
            code: 'E_POD',
            message: expect.stringContaining(`the node ${WORKER} does not start the pod`),
            why: expect.stringContaining('stands still'),
          });
          expect(code).toBe(4);
          expect(ms).toBeLessThan(45_000);
          expectTidy({ code, ms, ...rest });
        } finally {
          await thaw();
        }
        await ready();
        await expectNothingLeft();
      });

      // last: what the node had of the CNI is gone with it
      it.each([
        ['reached by an agent', BY_AGENT],
        ['reached by nsenter', ['--way', 'nsenter']],
      ])('stopped, %s', async (_how, options) => {
        const outcome = await meanwhile(verify(...BETWEEN, ...options), PROBING, () =>
          docker('stop', '--time', '0', WORKER),
        );
        await docker('start', WORKER);
        if (options === BY_AGENT) expectLost(outcome, 20);
        else {
          expect([1, 4], JSON.stringify(outcome.document)).toContain(outcome.code);
          expect(outcome.sinceMs).toBeLessThan(25_000);
          expectTidy(outcome);
        }
        await lab.make();
        await pods.wait();
        await expectNothingLeft();
      });

      it('is verified again when it is back', async () => {
        const { document } = await cliJson(['verify', ...CLUSTER, ...BETWEEN, ...BY_AGENT]);
        expectVerdicts(document, SAME);
        expect(await remains()).toEqual([]);
      });
    });
  });
}
