import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLI, ROOT } from '../e2e/support/cli.ts';
import { expectCommandsToShow } from '../e2e/support/shown-facts.ts';
import { cli, cliJson, type Ended } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG } from './support/rig.ts';

const lab = new KindLab('bridge', '--cni', 'bridge', '--kube-proxy', 'none');
const HERE = ['--backend', 'kind', '--name', lab.name] as const;
const BOTH = { 'linux/bridge': 'pass', 'linux/bridge-cross-node': 'pass' };

describe.skipIf(NO_RIG)('a kind lab with the bridge plugin', () => {
  let first: Ended;
  beforeAll(async () => {
    first = await lab.raise();
  });
  afterAll(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('comes up with its progress on standard error and the result on standard output', () => {
    for (const step of ['preflight', 'kind cluster', 'CNI bridge', 'nodes ready', 'test pods']) {
      expect(first.stderr).toMatch(new RegExp(`^${step}.*: \\d+\\.\\d s$`, 'm'));
      expect(first.stdout).not.toContain(step);
    }
    expect(first.stdout).toMatch(/^lab "kt-bridge" is up: kind, 2 nodes, bridge\n/);
    for (const pod of ['pod1', 'pod2'])
      expect(first.stdout).toMatch(
        new RegExp(`${pod} +10\\.244\\.1\\.\\d+ +on ${lab.node('worker')}`),
      );
    expect(first.stdout).toMatch(/pod3 +10\.244\.0\.\d+ +on .*-control-plane/);
    for (const next of ['verify', 'down']) {
      expect(first.stdout).toContain(`cni-lab ${next} --name ${lab.name}`);
    }
    expectTidy(first);
  });

  it('is left as it is by a second up, quickly', async () => {
    const id = () =>
      docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', lab.node('worker'));
    const uids = () =>
      lab.kubectl('get', 'pod', '-n', 'cni-lab', '-o', 'jsonpath={.items[*].metadata.uid}');
    const before = [await id(), await uids()];
    const again = await cliJson(lab.up('--quiet'));
    expect(again.code).toBe(0);
    expect(again.stderr).toBe('');
    expect(again.document).toMatchObject({ name: lab.name, backend: 'kind' });
    expect(again.document.pods.map((pod: { name: string }) => pod.name)).toEqual([
      'pod1',
      'pod2',
      'pod3',
    ]);
    expect([await id(), await uids()]).toEqual(before);
    expect(again.ms).toBeLessThan(15_000);
    expectTidy(again);
  });

  it('is shown by status', async () => {
    const { document } = await cliJson(['status']);
    const shown = document.labs.find((each: { name: string }) => each.name === lab.name);
    expect(shown).toMatchObject({ datapath: 'kind, bridge', state: 'up' });
    expect((await cli(['status'])).stdout).toMatch(/^kt-bridge +kind, bridge +up /m);
  });

  it('is verified as what it is, by each of three probes', async () => {
    for (const probe of ['ping', 'udp', 'tcp']) {
      const { document, code, ...rest } = await cliJson(['verify', ...HERE, '--probe', probe]);
      expectVerdicts(document, { 'linux/bridge': 'pass' });
      expect(code).toBe(0);
      expect(document).toMatchObject({
        schema: 'cni-lab/run/1',
        backend: 'kind',
        environment: { cni: { name: 'bridge', mode: null, legacy: null } },
        results: [{ lab: 'linux/bridge', probe: { kind: probe, answered: 3 }, findings: [] }],
      });
      expect(rest.files).toEqual(['cni-lab-runs']);
      expectTidy({ code, ...rest });
    }
  });

  it('is verified across nodes, too, by --all', async () => {
    const run = await cliJson(['verify', ...HERE, '--all']);
    expectVerdicts(run.document, BOTH);
    expect(run.code).toBe(0);
    const [, across] = run.document.results;
    const taps = across.taps.map((tap: { tap: string }) => tap.tap);
    expect(taps).toEqual(expect.arrayContaining(['node1/cni0', 'node1/eth0', 'node2/eth0']));
    expectTidy(run);
  });

  it('is found by its name alone', async () => {
    const { stdout, code } = await cli(['verify', '--name', lab.name]);
    expect(stdout).toMatch(/^PASS linux\/bridge$/m);
    expect(code).toBe(0);
  });

  it('fails as what it is not, and is named for what it is', async () => {
    for (const wrong of ['cilium/same-node', 'linux/ptp']) {
      const { document, code } = await cliJson(['verify', wrong, ...HERE]);
      expectVerdicts(document, { [wrong]: 'fail' });
      expect(code).toBe(1);
      expect(document.results[0].lab).toBe('linux/bridge');
      expect(identified(document.results[0])).toContain('linux/bridge');
      expect(document.results[0].findings[0]).toMatchObject({ weight: 'contradiction' });
    }
  });

  it('is inspected by commands that work as pasted, and show what they stand by', async () => {
    const { document, code } = await cliJson(['inspect', ...HERE, '--pods', 'all']);
    expect(code).toBe(0);
    await expectCommandsToShow(document);
  });

  it('has nodes that are inspected as any container is', async () => {
    const { document } = await cliJson(['inspect', '--docker', lab.node('worker')]);
    const [node] = document.nodes;
    expect(node).toMatchObject({
      way: 'here',
      pods: [{ name: lab.node('worker'), trouble: null }],
    });
    const { host } = node.pods[0];
    expect(node.bridges.find((b: { name: string }) => b.name === host.master).ports).toContainEqual(
      expect.objectContaining({ name: host.name, pod: lab.node('worker') }),
    );
    await expectCommandsToShow(document);
  });

  it('is identified', async () => {
    const { document, code, files } = await cliJson(['identify', ...HERE]);
    expect(document.identified).toContain('linux/bridge');
    expect(document.identified).not.toContain('cilium/same-node');
    expect(document.ranking[0]).toMatchObject({ fits: true, score: 1 });
    expect(code).toBe(0);
    expect(files).toEqual([]);
  });

  it('runs commands and a shell in its pods and nodes', async () => {
    const address = await lab.podAddress('pod1');
    const ip = await cli(['exec', 'pod1', '--name', lab.name, '--', 'ip', '-br', 'address']);
    expect(ip.stdout).toContain(`${address}/24`);
    const { code } = await cli(['exec', 'pod3', '--name', lab.name, '--', 'sh', '-c', 'exit 7']);
    expect(code).toBe(7);
    const node = await cli(['exec', 'node1', '--name', lab.name, '--', 'ip', '-br', 'link']);
    expect(node.stdout).toContain('cni0');
    const typed = `echo 'ip -br address; exit 5' | SHELL=/bin/sh ${process.execPath} ${CLI} shell pod1 --name ${lab.name}`;
    const shell = await promisify(execFile)('sh', ['-c', typed], { cwd: ROOT }).catch((e) => e);
    expect(shell.stdout).toContain(`${address}/24`);
    expect(shell.code).toBe(5);
    const absent = await cli(['exec', 'pod9', '--name', lab.name, '--', 'true']);
    expect(absent.stderr).toContain('E_NO_SUCH_POD');
    expect(absent.stderr).toContain('pod1, pod2, pod3');
    expect(absent.code).toBe(2);
  });

  describe('of which something was taken away', () => {
    afterEach(async () => {
      expectVerdicts((await cliJson(['verify', ...HERE, '--all'])).document, BOTH);
    });

    it('gets a deleted pod back by verify', async () => {
      await lab.kubectl('-n', 'cni-lab', 'delete', 'pod', 'pod2', '--now');
      const { stdout, code } = await cli(['verify', ...HERE]);
      expect(stdout).toContain('PASS linux/bridge');
      expect(code).toBe(0);
    });

    it('gets a deleted namespace back by up', async () => {
      await lab.kubectl('delete', 'namespace', 'cni-lab');
      const { stdout } = await lab.raise();
      expect(stdout).toContain('pod3');
    });

    it('gets its kubeconfig back', async () => {
      await promisify(execFile)('rm', [lab.kubeconfig]);
      expect((await cli(['verify', ...HERE])).code).toBe(0);
    });

    it('gets routes and masquerading back by up', async () => {
      await lab.inNode('worker', 'ip', 'route', 'flush', '10.244.0.0/24');
      await lab.inNode('worker', 'iptables', '-t', 'nat', '-F', 'POSTROUTING');
      const broken = await cliJson(['verify', 'linux/bridge-cross-node', ...HERE]);
      expect(broken.document.verdict).not.toBe('pass');
      await lab.raise();
      expect(await lab.inNode('worker', 'iptables', '-t', 'nat', '-S')).toContain('MASQUERADE');
    });

    it('says at once which node was stopped, and gets it back by up', async () => {
      await docker('stop', '--time', '0', lab.node('worker'));
      const broken = await cliJson(['verify', ...HERE]);
      expect(broken.document.error).toMatchObject({
        code: 'E_LAB_BROKEN',
        why: expect.stringContaining(`${lab.node('worker')} is exited`),
        mend: expect.stringContaining(`cni-lab up --backend kind --name ${lab.name}`),
      });
      expect(broken.code).toBe(4);
      expect(broken.ms).toBeLessThan(10_000);
      await lab.raise();
    });

    it('gets all nodes back, as after a restart of the machine', async () => {
      // in this order Docker gives them each other's addresses
      await docker('stop', '--time', '0', lab.node('control-plane'), lab.node('worker'));
      await docker('start', lab.node('worker'));
      await lab.raise();
    });
  });

  describe('that is not what is asked for', () => {
    it('is not made anew', async () => {
      for (const [options, word] of [
        [['--nodes', '1'], 'nodes'],
        [['--cni', 'ptp'], 'bridge'],
        [['--kube-proxy', 'iptables'], '--kube-proxy none'],
      ] as const) {
        const { document, code } = await cliJson(lab.up(...options));
        expect(document.error.code).toBe('E_CLUSTER_EXISTS');
        expect(document.error.message).toContain(word);
        expect(document.error.mend).toContain(`cni-lab down --name ${lab.name}`);
        expect(code).toBe(2);
      }
      expectVerdicts((await cliJson(['verify', ...HERE])).document, {
        'linux/bridge': 'pass',
      });
    });

    it('has no room for an embedded lab of its name', async () => {
      const { document, code } = await cliJson(['up', '--name', lab.name]);
      expect(document.error.code).toBe('E_NAME_IN_USE');
      expect(code).toBe(2);
    });
  });

  it('goes down, and once more', async () => {
    const { stdout, code, ...rest } = await lab.down();
    expect(stdout).toBe(`removed ${lab.name}\n`);
    expect(code).toBe(0);
    expectTidy({ stdout, code, ...rest });
    expect(leftovers()).toEqual([]);
    const again = await lab.down();
    expect(again.stdout).toBe('nothing to remove\n');
    expect(again.code).toBe(0);
  });

  it('is then missed by verify, with the command that makes it', async () => {
    for (const command of ['verify', 'identify']) {
      const { document, code, files } = await cliJson([command, ...HERE]);
      expect(document.error).toMatchObject({
        code: 'E_NO_SUCH_LAB',
        mend: expect.stringContaining(`cni-lab up`),
      });
      expect(code).toBe(2);
      expect(files).toEqual([]);
    }
  });
});
