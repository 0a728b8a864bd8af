import { describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src/errors.ts';
import { ensureNamespace } from '../../../src/labs/cluster/ensure-namespace.ts';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes, namespaceOf } from './fake-kubernetes.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

describe('a namespace', () => {
  it('is made where there is none, as ours, and for privileged pods', async () => {
    const kubernetes = new FakeKubernetes({ namespaces: [namespaceOf('default')] });
    await ensureNamespace(kubernetes.api, 'cni-lab-demo', 'demo');
    expect(kubernetes.changes).toEqual(['apply Namespace cni-lab-demo']);
    expect(kubernetes.applied[0]!.metadata.labels).toMatchObject({
      ...labLabels('demo'),
      'pod-security.kubernetes.io/enforce': 'privileged',
    });
  });

  it.each([
    ["somebody else's", {}],
    ["another lab's", labLabels('other')],
    ['this very lab’s', labLabels('demo')],
  ])('is never applied if it is there: %s', async (_, labels) => {
    const kubernetes = new FakeKubernetes({ namespaces: [namespaceOf('shop', { labels })] });
    await ensureNamespace(kubernetes.api, 'shop', 'demo');
    expect(kubernetes.changes).toEqual([]);
  });

  it('that is being removed is waited for, and then made anew', async () => {
    const kubernetes = new FakeKubernetes({
      namespaces: [namespaceOf('cni-lab', { phase: 'Terminating' })],
    });
    let asked = 0;
    kubernetes.before = (call) => {
      if (call !== 'namespaces' || ++asked < 4) return;
      kubernetes.namespacesThere = [];
    };
    await ensureNamespace(kubernetes.api, 'cni-lab', 'demo');
    expect(asked).toBe(4);
    expect(kubernetes.changes).toEqual(['apply Namespace cni-lab']);
  });

  it('that is never gone is told of', async () => {
    fastClock();
    const kubernetes = new FakeKubernetes({
      namespaces: [namespaceOf('cni-lab', { phase: 'Terminating' })],
    });
    expect(await labErrorIn(ensureNamespace(kubernetes.api, 'cni-lab', 'demo'))).toMatchObject({
      code: 'E_TIMEOUT',
      message: 'the namespace cni-lab is still being removed after 30 s',
      why: expect.stringContaining('finalizer'),
    });
    expect(kubernetes.changes).toEqual([]);
  });

  it('is ready when it has a service account', async () => {
    const kubernetes = new FakeKubernetes();
    kubernetes.serviceAccounts = false;
    let asked = 0;
    kubernetes.before = (call) => {
      if (call === 'get ServiceAccount default') kubernetes.serviceAccounts = ++asked === 3;
    };
    await ensureNamespace(kubernetes.api, 'cni-lab', 'demo');
    expect(asked).toBe(3);
  });

  it('that never gets one is told of', async () => {
    fastClock();
    const kubernetes = new FakeKubernetes({ namespaces: [namespaceOf('cni-lab')] });
    kubernetes.serviceAccounts = false;
    expect(await labErrorIn(ensureNamespace(kubernetes.api, 'cni-lab', 'demo'))).toMatchObject({
      code: 'E_TIMEOUT',
      why: expect.stringContaining('controller manager'),
    });
  });

  it('of which the service account may not be looked at is taken for ready', async () => {
    const kubernetes = new FakeKubernetes();
    kubernetes.before = (call) => {
      if (!call.startsWith('get')) return;
      throw new LabError('E_CLUSTER_FORBIDDEN', { message: 'no', why: 'no', mend: 'no' });
    };
    await ensureNamespace(kubernetes.api, 'cni-lab', 'demo');
    expect(kubernetes.changes).toEqual(['apply Namespace cni-lab']);
  });

  it('is made to the end, though it is broken off meanwhile', async () => {
    const kubernetes = new FakeKubernetes();
    const controller = new AbortController();
    kubernetes.before = (call) => {
      if (call.startsWith('apply')) controller.abort(new Error('interrupted'));
    };
    const making = ensureNamespace(kubernetes.api, 'cni-lab', 'demo', controller.signal);
    await expect(making).rejects.toThrow('interrupted');
    expect(kubernetes.changes).toEqual(['apply Namespace cni-lab']);
  });
});
