import { describe, expect, it, vi } from 'vitest';
import { type ErrorCode, LabError } from '../../../src/errors.ts';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { removeClusterObjects } from '../../../src/labs/cluster/remove-cluster-objects.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes, namespaceOf } from './fake-kubernetes.ts';
import { pod } from './sites.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const OURS = labLabels('demo');
const LAB = { name: 'demo', namespace: 'shop' };
const inShop = (name: string, labels: Record<string, string> = OURS) =>
  pod(name, { namespace: 'shop', labels });

/** A namespace of somebody else, with pods of ours, of theirs and of another lab. */
function shop() {
  return new FakeKubernetes({
    pods: [
      ...[inShop('pod1'), inShop('agent-worker'), inShop('web', { app: 'web' })],
      inShop('pod2', labLabels('other')),
      pod('pod1', { namespace: 'elsewhere', labels: OURS }),
    ],
    namespaces: [namespaceOf('shop'), namespaceOf('cni-lab-other', { labels: labLabels('other') })],
  });
}

const refusing = (code: ErrorCode) =>
  new LabError(code, { message: 'refused', why: 'it is', mend: 'wait' });

describe('what a lab leaves in a cluster', () => {
  it('is removed: its pods, by their labels, and nothing else', async () => {
    const kubernetes = shop();
    await removeClusterObjects(kubernetes.api, LAB);
    expect(kubernetes.podsThere.map((p) => `${p.namespace}/${p.name}`)).toEqual([
      ...['shop/web', 'shop/pod2', 'elsewhere/pod1'],
    ]);
    expect(kubernetes.namespacesThere).toHaveLength(2);
  });

  it('is removed with the services that bear the names of its pods', async () => {
    const kubernetes = shop();
    kubernetes.objects.set('Service shop/pod1', { metadata: { labels: OURS } });
    kubernetes.objects.set('Service shop/web', {});
    await removeClusterObjects(kubernetes.api, LAB);
    expect([...kubernetes.objects.keys()]).toEqual(['Service shop/web']);
  });

  it('is not the service of somebody else, be it of the same name', async () => {
    const kubernetes = shop();
    kubernetes.objects.set('Service shop/pod1', { metadata: { labels: { app: 'theirs' } } });
    await removeClusterObjects(kubernetes.api, LAB);
    expect([...kubernetes.objects.keys()]).toEqual(['Service shop/pod1']);
  });

  it('is removed with its policy, but not with that of another lab', async () => {
    const policy = 'NetworkPolicy shop/cni-lab-deny-ingress';
    for (const [whose, left] of [
      ['demo', []],
      ['other', [policy]],
    ] as const) {
      const kubernetes = shop();
      kubernetes.objects.set(policy, { metadata: { labels: labLabels(whose) } });
      await removeClusterObjects(kubernetes.api, LAB);
      expect([...kubernetes.objects.keys()]).toEqual(left);
    }
  });

  it('is removed by an account that has no right to policies, and so has made none', async () => {
    const kubernetes = shop();
    kubernetes.before = (call) => {
      if (call.includes('NetworkPolicy')) throw refusing('E_CLUSTER_FORBIDDEN');
    };
    await removeClusterObjects(kubernetes.api, LAB);
    expect(kubernetes.podsThere.map(({ name }) => name)).not.toContain('agent-worker');
  });

  it('is its namespace, too, if it is of its making', async () => {
    const kubernetes = new FakeKubernetes({
      namespaces: [
        namespaceOf('cni-lab-demo', { labels: OURS }),
        namespaceOf('cni-lab-other', { labels: labLabels('other') }),
      ],
    });
    await removeClusterObjects(kubernetes.api, { name: 'demo', namespace: 'cni-lab-demo' });
    expect(kubernetes.changes).toEqual(['remove Namespace cni-lab-demo']);
  });

  it('may be nothing', async () => {
    const kubernetes = new FakeKubernetes();
    await removeClusterObjects(kubernetes.api, LAB);
    expect(kubernetes.changes).toEqual([]);
  });
});

describe('an API server that does not answer', () => {
  /** Fails so many times with this, and then no more. */
  function failing(...codes: ErrorCode[]) {
    const kubernetes = shop();
    kubernetes.before = (call) => {
      const code = call === 'pods' ? codes.shift() : undefined;
      if (code) throw refusing(code);
    };
    return kubernetes;
  }

  it.each(['E_CLUSTER_UNREACHABLE', 'E_CLUSTER_API', 'E_TIMEOUT'] as const)(
    'with %s is asked again while there is patience',
    async (code) => {
      const kubernetes = failing(code, code);
      await removeClusterObjects(kubernetes.api, LAB, 5000);
      expect(kubernetes.changes).toContain('remove Pod shop/pod1');
    },
  );

  it('and has not read its roles when it is back is asked again', async () => {
    const kubernetes = failing('E_CLUSTER_UNREACHABLE', 'E_CLUSTER_FORBIDDEN');
    await removeClusterObjects(kubernetes.api, LAB, 5000);
    expect(kubernetes.changes).toContain('remove Pod shop/pod1');
  });

  it('but forbids from the start is not', async () => {
    const removing = removeClusterObjects(failing('E_CLUSTER_FORBIDDEN').api, LAB, 5000);
    expect((await labErrorIn(removing)).code).toBe('E_CLUSTER_FORBIDDEN');
  });

  it('is not asked again without patience, nor when that has come to its end', async () => {
    for (const patience of [0, 20]) {
      const kubernetes = failing(...Array<ErrorCode>(1000).fill('E_CLUSTER_UNREACHABLE'));
      const removing = removeClusterObjects(kubernetes.api, LAB, patience);
      expect((await labErrorIn(removing)).code).toBe('E_CLUSTER_UNREACHABLE');
    }
  });

  it('is not asked again for what is no failure of its own', async () => {
    const kubernetes = shop();
    kubernetes.before = () => {
      throw new TypeError('a defect');
    };
    await expect(removeClusterObjects(kubernetes.api, LAB, 5000)).rejects.toThrow('a defect');
  });
});
