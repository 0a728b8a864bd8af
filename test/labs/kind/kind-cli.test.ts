import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../../src/host/command-error.ts';
import { clusterName, deleteCluster, kind, kindLabs } from '../../../src/labs/kind/kind-cli.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { run } from './fake-docker-runner.ts';
import { recorded } from './recorded.ts';

vi.mock('../../../src/host/local-runner.ts', () => import('./fake-docker-runner.ts'));

beforeEach(() => {
  run.mockReset();
  run.mockResolvedValue({ stdout: '', stderr: '' });
});

/** kind fails as it was recorded. */
function failing(name: string) {
  const { argv, exitCode, stdout, stderr } = recorded(name);
  const failure = { argv, exitCode, stdout, stderr, signal: null, timedOut: false };
  run.mockRejectedValue(new CommandError(failure));
  return argv.slice(1);
}

describe('the clusters of ours', () => {
  it('are known by their names alone', async () => {
    run.mockResolvedValue({ stdout: 'cni-lab-demo\nrig\ncni-lab-a-b\nmy-cni-lab-x\n', stderr: '' });
    expect(await kindLabs()).toEqual(['demo', 'a-b']);
    expect(run.mock.calls[0]![0]).toEqual(['kind', 'get', 'clusters']);
  });

  it.each(['get-clusters-some', 'get-clusters-none'])(
    'are none where kind says %s',
    async (name) => {
      const { stdout, stderr } = recorded(name);
      run.mockResolvedValue({ stdout, stderr });
      expect(await kindLabs()).toEqual([]);
    },
  );

  it('have names from which that of the lab comes back', async () => {
    run.mockResolvedValue({ stdout: `${clusterName('demo-1')}\n`, stderr: '' });
    expect(await kindLabs()).toEqual(['demo-1']);
  });

  it("are removed by that name, with the lab's own kubeconfig", async () => {
    await deleteCluster('demo', '/run/cni-lab/demo.kubeconfig');
    expect(run.mock.calls.map(([argv]) => argv.join(' '))).toEqual([
      'kind delete cluster --name cni-lab-demo --kubeconfig /run/cni-lab/demo.kubeconfig',
    ]);
  });
});

describe('a run of kind', () => {
  it('gives what it printed', async () => {
    run.mockResolvedValue({ stdout: 'v1\n', stderr: 'noise' });
    expect(await kind('c', ['version'], { timeoutMs: 7 })).toBe('v1\n');
    expect(run.mock.calls[0]![1]).toMatchObject({ timeoutMs: 7 });
  });

  it('has a time limit of its own', async () => {
    await kind('c', ['version']);
    expect(run.mock.calls[0]![1]?.timeoutMs).toBeGreaterThan(60_000);
  });

  it('fails in telling words', async () => {
    const args = failing('create-duplicate');
    expect((await labErrorIn(kind('rig', args))).code).toBe('E_CLUSTER_EXISTS');
  });

  it('names the cluster and the image that it was about', async () => {
    const args = failing('create-missing-image');
    const failure = await labErrorIn(kind('rig', args, { image: 'no-such-image:v1' }));
    expect(failure).toMatchObject({ code: 'E_IMAGE' });
    expect(failure.message).toContain('no-such-image:v1');
  });

  it('cannot be where kind is not installed', async () => {
    const cause = Object.assign(new Error('spawn kind ENOENT'), { code: 'ENOENT' });
    const failure = { exitCode: null, signal: null, timedOut: false, stdout: '', stderr: '' };
    run.mockRejectedValue(new CommandError({ ...failure, argv: ['kind', 'version'], cause }));
    expect(await labErrorIn(kind('c', ['version']))).toMatchObject({
      code: 'E_TOOL_MISSING',
      message: 'kind is not installed',
    });
  });

  it('that was broken off is not explained: who broke it off knows', async () => {
    const args = failing('create-interrupted');
    const controller = new AbortController();
    controller.abort();
    const broken = kind('ki', args, { signal: controller.signal });
    await expect(broken).rejects.toBeInstanceOf(CommandError);
  });
});
