import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cliJson } from '../support/cli.ts';
import { expectVerdicts } from '../support/expectations.ts';
import { expectNothingLeft, remains } from './remains.ts';
import {
  BOTH,
  BY_AGENT,
  CLUSTER,
  failing,
  lab,
  makeNamespace,
  removeNamespace,
  SAME,
  WITHIN,
} from './shared.ts';

/** Where pods of ours do not run. */
export function obstacles(): void {
  describe('that takes no pods', () => {
    afterEach(async () => {
      expect(await remains()).toEqual([]);
    });
    afterAll(expectNothingLeft);
    const unschedulable = { code: 'E_POD_UNSCHEDULABLE', exit: 3, withinS: 5 };

    it('says that all nodes are cordoned', async () => {
      const nodes = [lab.node('control-plane'), lab.node('worker')];
      await lab.kubectl('cordon', ...nodes);
      try {
        const error = await failing(unschedulable, ...CLUSTER);
        for (const node of nodes) expect(error.why).toContain(`${node}: cordoned`);
      } finally {
        await lab.kubectl('uncordon', ...nodes);
      }
    });

    it('says that all nodes are tainted', async () => {
      await lab.kubectl('taint', 'nodes', '--all', 'owner=others:NoSchedule');
      try {
        const error = await failing(unschedulable, ...CLUSTER);
        expect(error.why).toContain(`${lab.node('worker')}: tainted owner:NoSchedule`);
      } finally {
        await lab.kubectl('taint', 'nodes', '--all', 'owner-');
      }
    });

    it('says that no node is ready', async () => {
      const roles = ['control-plane', 'worker'] as const;
      const kubelet = (does: string) =>
        Promise.all(roles.map((role) => lab.inNode(role, 'systemctl', does, 'kubelet')));
      const condition = { type: 'Ready', status: 'False', reason: 'Test', message: 'out of order' };
      await kubelet('stop');
      try {
        for (const role of roles) {
          await lab.kubectl(
            ...['patch', 'node', lab.node(role), '--subresource=status', '-p'],
            JSON.stringify({ status: { conditions: [condition] } }),
          );
        }
        const error = await failing(unschedulable, ...CLUSTER);
        expect(error.why).toContain(`${lab.node('worker')}: not ready, out of order`);
      } finally {
        await kubelet('start');
        await lab.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s');
      }
      // taints of a node that was not ready go a moment later
      const taints = ['get', 'nodes', '-o', 'jsonpath={.items[*].spec.taints}'];
      await expect.poll(() => lab.kubectl(...taints), { timeout: 30_000 }).toBe('');
    });

    it.each([
      ['a test pod', '--test-image', [], 'E_IMAGE'],
      ['an agent', '--agent-image', ['--way', 'agent'], 'E_NO_WAY'],
    ])('says that the image of %s cannot be had', async (_whose, option, more, code) => {
      const image = 'registry.invalid/none:1';
      const error = await failing(
        { code, exit: 3, withinS: 40 },
        ...[...CLUSTER, option, image, ...more],
      );
      expect(`${error.message} ${error.why}`).toContain(`cannot pull the image ${image}`);
      expect(`${error.why} ${error.mend}`).toContain(option);
    });

    describe('in a namespace with rules', () => {
      beforeAll(async () => {
        await makeNamespace('strict', 'pod-security.kubernetes.io/enforce=restricted');
        await makeNamespace('full');
        await lab.kubectl('-n', 'full', 'create', 'quota', 'no-pods', '--hard=pods=0');
        const used = ['-n', 'full', 'get', 'quota', 'no-pods', '-o', 'jsonpath={.status.hard}'];
        await vi.waitFor(async () => expect(await lab.kubectl(...used)).toContain('pods'), WITHIN);
      });
      afterAll(async () => {
        await removeNamespace('strict');
        await removeNamespace('full');
      });

      it('runs test pods where pod security is strictest', async () => {
        const { document } = await cliJson([
          ...['verify', ...CLUSTER, '--namespace', 'strict', '--all'],
        ]);
        expectVerdicts(document, BOTH);
      });

      it('says that pod security refuses the agent, and what lets it in', async () => {
        const error = await failing(
          { code: 'E_NO_WAY', exit: 3, withinS: 20 },
          ...[...CLUSTER, ...BY_AGENT, '--namespace', 'strict'],
        );
        expect(error.why).toContain('pod security admission (level restricted) refuses the pod');
        expect(error.why).toContain(
          'namespace strict pod-security.kubernetes.io/enforce=privileged',
        );
      });

      it('says that a quota leaves no room', async () => {
        const error = await failing(
          { code: 'E_CLUSTER_FORBIDDEN', exit: 3, withinS: 10 },
          ...[...CLUSTER, '--namespace', 'full'],
        );
        expect(error.message).toContain('no-pods');
        expect(error.mend).toContain('-n full describe quota no-pods');
      });
    });

    it('is verified when all that is gone', async () => {
      expectVerdicts((await cliJson(['verify', ...CLUSTER])).document, SAME);
    });
  });
}
