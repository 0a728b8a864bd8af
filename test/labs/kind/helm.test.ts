import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../../src/host/command-error.ts';
import { helmUpgrade, type Release } from '../../../src/labs/kind/helm.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { run } from './fake-docker-runner.ts';

vi.mock('../../../src/host/local-runner.ts', () => import('./fake-docker-runner.ts'));

const CILIUM: Release = {
  ...{ name: 'cilium', namespace: 'kube-system', chart: 'cilium' },
  ...{ repo: 'https://helm.cilium.io', values: ['base.yaml', 'mode.yaml'], set: ['a=1', 'b=2'] },
};

beforeEach(() => {
  run.mockReset();
  run.mockResolvedValue({ stdout: '', stderr: '' });
});

async function failing(stderr: string, release: Release = CILIUM) {
  const failure = { exitCode: 1, signal: null, timedOut: false, stdout: '', stderr };
  run.mockImplementation(async (argv) => {
    throw new CommandError({ ...failure, argv });
  });
  return labErrorIn(helmUpgrade(release, '/k'));
}

describe('helm', () => {
  it('is given files before single values, the mode after the base: later ones win', async () => {
    await helmUpgrade({ ...CILIUM, version: '1.19.4' }, '/run/x.kubeconfig');
    expect(run.mock.calls[0]![0].join(' ')).toBe(
      'helm upgrade --install cilium cilium --namespace kube-system --create-namespace --kubeconfig /run/x.kubeconfig' +
        ' --repo https://helm.cilium.io --version 1.19.4 --values base.yaml --values mode.yaml --set a=1 --set b=2',
    );
  });

  it('is given no repository and no version where there is none', async () => {
    const { repo: _, ...local } = CILIUM;
    await helmUpgrade({ ...local, chart: './cilium.tgz', version: null }, '/k');
    const argv = run.mock.calls[0]![0];
    expect(argv).not.toContain('--repo');
    expect(argv).not.toContain('--version');
  });

  it.each([
    'Error: looks like "https://helm.cilium.io" is not a valid chart repository or cannot be reached: Get "https://helm.cilium.io/index.yaml": dial tcp: lookup helm.cilium.io on 127.0.0.11:53: no such host',
    'Error: Get "https://helm.cilium.io/index.yaml": dial tcp 104.198.14.52:443: connect: connection refused',
    'Error: Get "https://helm.cilium.io/index.yaml": dial tcp 104.198.14.52:443: i/o timeout',
  ])('cannot have the chart: %s', async (stderr) => {
    expect(await failing(stderr)).toMatchObject({
      code: 'E_HELM',
      message: 'the chart cilium could not be had from https://helm.cilium.io',
      why: stderr,
      mend: expect.stringContaining('--chart FILE'),
    });
  });

  it('cannot reach the cluster: that is not for want of the chart', async () => {
    const { repo: _, ...local } = CILIUM;
    const failure = await failing('Error: dial tcp 127.0.0.1:6443: connection refused', local);
    expect(failure.message).toBe('helm could not install cilium');
  });

  it('says its last error, and what was run can be pasted', async () => {
    const stderr = [
      'WARNING: Kubernetes configuration file is group-readable.',
      'Error: first',
      'Error: UPGRADE FAILED: values don’t meet the specifications of the schema',
      'helm.go:84: trace',
    ].join('\n');
    const failure = await failing(stderr);
    expect(failure).toMatchObject({
      code: 'E_HELM',
      message: 'helm could not install cilium',
      why: 'Error: UPGRADE FAILED: values don’t meet the specifications of the schema',
    });
    expect(failure.mend).toMatch(/^helm upgrade --install cilium cilium .*--set b=2$/);
  });

  it('never says too much', async () => {
    expect((await failing(`Error: ${'x'.repeat(5000)}`)).why.length).toBeLessThanOrEqual(500);
  });

  it('fails as it did where it is not installed, or was broken off', async () => {
    const cause = Object.assign(new Error('spawn helm ENOENT'), { code: 'ENOENT' });
    const failure = { exitCode: null, signal: null, timedOut: false, stdout: '', stderr: '' };
    const missing = new CommandError({ ...failure, argv: ['helm'], cause });
    run.mockRejectedValueOnce(missing);
    await expect(helmUpgrade(CILIUM, '/k')).rejects.toBe(missing);
    const ended = new CommandError({ ...failure, argv: ['helm'], signal: 'SIGKILL' });
    run.mockRejectedValueOnce(ended);
    await expect(helmUpgrade(CILIUM, '/k', AbortSignal.abort())).rejects.toBe(ended);
  });
});
