import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../support/cli.ts';
import { expectTidy, expectVerdicts } from '../support/expectations.ts';
import { expectNothingLeft, remains } from './remains.ts';
import {
  BOTH,
  BY_AGENT,
  CLUSTER,
  failing,
  lab,
  makeNamespace,
  named,
  removeNamespace,
  SAME,
} from './shared.ts';
import { UserPods } from './user-pods.ts';

/** Where nothing goes wrong. */
export function inOrder(): void {
  describe('in order', () => {
    afterAll(expectNothingLeft);

    it.each([
      ['nsenter', ['--way', 'nsenter']],
      ['an agent', BY_AGENT],
    ])('is verified by %s, on one node and across', async (_way, options) => {
      const { document, code, ms, ...rest } = await cliJson([
        ...['verify', ...CLUSTER, ...options, '--all'],
      ]);
      expectVerdicts(document, BOTH);
      expect(document).toMatchObject({
        backend: 'cluster',
        environment: { cni: { name: 'bridge' } },
      });
      expect(code).toBe(0);
      expect(ms).toBeLessThan(30_000);
      expectTidy({ code, ms, ...rest });
      expect(await remains()).toEqual([]);
    });

    it('is not reached by docker where the node has no tools, and is told so', async () => {
      const error = await failing(
        { code: 'E_NO_WAY', exit: 3, withinS: 20 },
        ...[...CLUSTER, '--way', 'docker'],
      );
      expect(error.why).toContain('by docker: the node has no tcpdump');
      expect(error.mend).toContain('--agent-image');
      expect(await remains()).toEqual([]);
    });

    it('is identified', async () => {
      const { document, code, files } = await cliJson(['identify', ...CLUSTER]);
      expect(document.identified).toContain('linux/bridge');
      expect(document.identified).not.toContain('cilium/same-node');
      expect(code).toBe(0);
      expect(files).toEqual([]);
      expect(await remains()).toEqual([]);
    });

    it.each(['udp', 'tcp'])('says what a %s probe lacks where an agent is', async (probe) => {
      const error = await failing(
        { code: 'E_TOOL_MISSING', exit: 3, withinS: 30 },
        ...[...CLUSTER, ...BY_AGENT, '--probe', probe],
      );
      expect(error.message).toContain(`no program for ${probe} probes`);
      expect(error.why).toContain('reached by agent');
      expect(await remains()).toEqual([]);
    });

    describe('kept', () => {
      const name = named('kept');
      const uids = () =>
        lab.kubectl('-n', `cni-lab-${name}`, 'get', 'pods', '-o', 'jsonpath={..metadata.uid}');
      let before: string;

      it('stays, and is known by status', async () => {
        const relative = `../..${lab.kubeconfig}`; // from a folder in /tmp
        const { document, code } = await cliJson([
          ...['verify', '--backend', 'cluster', '--kubeconfig', relative],
          ...['--name', name, '--keep', ...BY_AGENT],
        ]);
        expectVerdicts(document, SAME);
        expect(code).toBe(0);
        const record = JSON.parse(readFileSync(`/run/cni-lab/${name}.json`, 'utf8'));
        expect(record).toMatchObject({ kept: true, kubeconfig: lab.kubeconfig });
        const status = await cliJson(['status']);
        expect(status.document.labs).toContainEqual(
          expect.objectContaining({
            name,
            state: 'up',
            datapath: expect.stringContaining('cluster'),
          }),
        );
        before = await uids();
        expect(before.trim().split(' ')).toHaveLength(5); // 3 pods, 2 agents
      });

      it.each([1, 2])('is verified again by its name alone, quickly (%d)', async () => {
        const { document, code, ms } = await cliJson(['verify', '--name', name, '--way', 'agent']);
        expectVerdicts(document, SAME);
        expect(code).toBe(0);
        expect(ms).toBeLessThan(8000);
        expect(await uids()).toBe(before);
      });

      it('is not taken for one in another cluster', async () => {
        const error = await failing(
          { code: 'E_NAME_IN_USE', exit: 2, withinS: 5 },
          ...['--backend', 'cluster', '--kubeconfig', '/etc/another', '--name', name],
        );
        expect(error.why).toContain(lab.kubeconfig);
        expect(await uids()).toBe(before);
      });

      it('goes down by its name alone', async () => {
        const { stdout, code } = await cli(['down', '--name', name]);
        expect(stdout).toBe(`removed ${name}\n`);
        expect(code).toBe(0);
        expect(await remains()).toEqual([]);
        expect((await cli(['down', '--name', name])).stdout).toBe('nothing to remove\n');
      });

      it('can be made anew at once, while its namespace is still being removed', async () => {
        const { document } = await cliJson(['verify', ...CLUSTER, '--name', name]);
        expectVerdicts(document, SAME);
        expect(await remains()).toEqual([]);
      });
    });
  });

  describe('with pods of the user', () => {
    const pods = new UserPods('users');
    const to = (pod: string) => ['--from', 'users/a', '--to', `users/${pod}`];
    let before: string;
    beforeAll(async () => {
      await pods.make();
      before = await pods.state();
    });
    afterAll(async () => {
      await pods.unmake();
      await expectNothingLeft();
    });

    it.each([
      ['nsenter', []],
      ['an agent', BY_AGENT],
    ])('probes between them by %s, and leaves them as they are', async (_way, options) => {
      const same = await cliJson(['verify', ...CLUSTER, ...to('b'), ...options]);
      expectVerdicts(same.document, SAME);
      const across = 'linux/bridge-cross-node';
      const cross = await cliJson(['verify', across, ...CLUSTER, ...to('c'), ...options]);
      expectVerdicts(cross.document, { [across]: 'pass' });
      expect([same.code, cross.code]).toEqual([0, 0]);
      expect(await pods.state()).toBe(before);
      expect(await remains()).toEqual([]);
    });

    it('finds them in the namespace that is named', async () => {
      const { document } = await cliJson([
        ...['verify', ...CLUSTER, '--namespace', 'users', '--from', 'a', '--to', 'b'],
      ]);
      expectVerdicts(document, SAME);
      expect(await pods.state()).toBe(before);
      const error = await failing(
        { code: 'E_NO_SUCH_POD', exit: 2, withinS: 10 },
        ...[...CLUSTER, '--from', 'users/a', '--to', 'users/bb'],
      );
      expect(error.message).toContain('"bb" in the namespace users');
      expect(await remains()).toEqual([]);
    });

    describe('read-only', () => {
      it.each([
        ['nothing', [], /^$/],
        ['nothing but agents', BY_AGENT, /^(agent-\S+ )+$/],
      ])('makes %s', async (_what, options, expected) => {
        const seen = startWatch();
        const { document, code } = await cliJson([
          ...['verify', ...CLUSTER, ...to('b'), '--read-only', ...options],
        ]);
        expectVerdicts(document, SAME);
        expect(code).toBe(0);
        expect(await seen()).toMatch(expected);
        expect(await pods.state()).toBe(before);
        expect(await remains()).toEqual([]);
      });

      it('wants both pods named', async () => {
        for (const some of [[], ['--from', 'users/a'], ['--to', 'users/a']]) {
          const error = await failing(
            { code: 'E_USAGE', exit: 2, withinS: 5 },
            ...[...CLUSTER, '--read-only', ...some],
          );
          expect(error.mend).toContain('--from NAMESPACE/POD --to NAMESPACE/POD');
        }
        expect(await remains()).toEqual([]);
      });
    });

    it('leaves a namespace of theirs as it is, with their pods in it', async () => {
      const { document, code } = await cliJson(['verify', ...CLUSTER, '--namespace', 'users']);
      expectVerdicts(document, SAME);
      expect(code).toBe(0);
      expect(await pods.state()).toBe(before);
      expect(await remains()).toEqual([]);
    });

    it('does not take a pod for its own that only has the name', async () => {
      await makeNamespace('taken');
      await lab.kubectl('-n', 'taken', 'run', 'pod1', '--image', 'rig-tools:1');
      const shown = ['-n', 'taken', 'get', 'pod', 'pod1', '-o', 'jsonpath={.metadata.labels}'];
      const error = await failing(
        { code: 'E_NAME_IN_USE', exit: 2, withinS: 10 },
        ...[...CLUSTER, '--namespace', 'taken'],
      );
      expect(error.message).toContain('taken/pod1');
      expect(await lab.kubectl(...shown)).toBe('{"run":"pod1"}');
      expect(await remains()).toEqual([]);
      await removeNamespace('taken');
    });
  });
}

/** Names of all pods that change from now on, until they are asked for; the cluster's own aside. */
function startWatch(): () => Promise<string> {
  const child = spawn('kubectl', [
    ...['--kubeconfig', lab.kubeconfig, 'get', 'pods', '-A', '--watch-only', '--no-headers'],
    ...['-o', 'custom-columns=A:.metadata.namespace,B:.metadata.name'],
  ]);
  let names = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    names += text;
  });
  return async () => {
    child.kill();
    await once(child, 'close');
    const others = names.split('\n').filter((line) => line && !line.startsWith('kube-system '));
    return [...new Set(others.map((line) => `${line.split(/ +/)[1]} `))].join('');
  };
}
