import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../e2e/support/cli.ts';
import { cli, cliJson } from '../support/cli.ts';
import { expectTidy, expectVerdicts } from '../support/expectations.ts';
import { Kubeconfigs } from './kubeconfigs.ts';
import { expectNothingLeft, remains } from './remains.ts';
import { BOTH, BY_AGENT, failing, kubectlAs, lab, named } from './shared.ts';

const MANIFESTS = ['namespace.yaml', 'rbac.yaml'].flatMap((file) => [
  '-f',
  join(ROOT, 'manifests', file),
]);

/** What who may do there. */
export function rights(): void {
  describe('with an account of few rights', () => {
    const files = new Kubeconfigs();
    let kubeconfig: string;
    const here = () => ['--backend', 'cluster', '--kubeconfig', kubeconfig];
    const may = (...what: string[]) =>
      kubectlAs(kubeconfig, 'auth', 'can-i', ...what).then(
        (answer) => answer.trim(),
        (error) => error.stdout.trim(),
      );
    beforeAll(async () => {
      await lab.kubectl('-n', 'cni-lab', 'create', 'serviceaccount', 'cni-lab');
      const token = await lab.kubectl('-n', 'cni-lab', 'create', 'token', 'cni-lab');
      kubeconfig = files.token('account', token.trim());
    });
    afterAll(async () => {
      files.remove();
      await lab.kubectl('delete', '--ignore-not-found', ...MANIFESTS.slice(2));
      await expectNothingLeft();
    });

    it('says which right is lacking, and what grants it', async () => {
      const error = await failing({ code: 'E_CLUSTER_FORBIDDEN', exit: 3, withinS: 5 }, ...here());
      expect(error.message).toContain('may not list nodes');
      expect(error.mend).toContain('--verb=list --resource=nodes');
      expect(error.mend).toContain('--serviceaccount=cni-lab:cni-lab');
      expect(await remains()).toEqual([]);
    });

    describe('and those of manifests/rbac.yaml', () => {
      beforeAll(async () => {
        const { stdout } = await cli(['manifests', 'agent']);
        expect(stdout).toContain('kind: ClusterRole');
        await lab.kubectl('apply', '--server-side', '--force-conflicts', ...MANIFESTS);
      });

      it.each([
        ['nsenter', []],
        ['an agent', BY_AGENT],
      ])('is verified by %s in the namespace made for it', async (_way, options) => {
        const { document, code, ...rest } = await cliJson([
          ...['verify', ...here(), '--namespace', 'cni-lab', '--all', ...options],
        ]);
        expectVerdicts(document, BOTH);
        expect(code).toBe(0);
        expectTidy({ code, ...rest });
        expect(await remains()).toEqual([]);
        expect(await lab.kubectl('get', 'namespace', 'cni-lab', '-o', 'name')).toContain('cni-lab');
      });

      it('keeps a lab and takes it down', async () => {
        const name = named('few');
        const options = ['--namespace', 'cni-lab', '--name', name, '--keep'];
        expect((await cli(['verify', ...here(), ...options])).code).toBe(0);
        expect((await cli(['down', '--name', name])).code).toBe(0);
        expect(await remains()).toEqual([]);
      });

      it('makes no namespace, and says what would let it', async () => {
        const error = await failing(
          { code: 'E_CLUSTER_FORBIDDEN', exit: 3, withinS: 20 },
          ...here(),
        );
        expect(error.message).toMatch(/may not (patch|create) namespaces/);
        expect(await remains()).toEqual([]);
      });

      it('may do no more than that', async () => {
        for (const what of [
          ['create', 'namespaces'],
          ['delete', 'namespaces'],
          ['get', 'secrets', '-A'],
          ['get', 'secrets', '-n', 'cni-lab'],
          ['create', 'pods', '-n', 'default'],
          ['delete', 'pods', '-n', 'default'],
          ['create', 'pods', '--subresource=exec', '-n', 'default'],
          ['watch', 'pods', '-A'],
          ['patch', 'nodes'],
          ['create', 'networkpolicies', '-n', 'default'],
          ['list', 'networkpolicies', '-n', 'cni-lab'],
          ['create', 'daemonsets', '-n', 'cni-lab'],
          ['get', 'pods', '--subresource=log', '-n', 'cni-lab'],
        ]) {
          expect([...what, await may(...what)].at(-1), what.join(' ')).toBe('no');
        }
        expect(await may('create', 'pods', '-n', 'cni-lab')).toBe('yes');
      });
    });
  });
}
