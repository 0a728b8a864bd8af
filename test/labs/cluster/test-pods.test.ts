import { describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../../src/kubernetes/manifest.ts';
import type { Pod } from '../../../src/kubernetes/pod.ts';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { ensureTestPods, type TestPodPlan } from '../../../src/labs/cluster/test-pods.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { AGENT, endpointsWith } from './cilium-endpoints.ts';
import { FakeKubernetes, namespaceOf } from './fake-kubernetes.ts';
import { node, pod } from './sites.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const worker = node('worker', {
  images: [
    'docker.io/library/nginx:1',
    'registry.k8s.io/pause@sha256:1234',
    'registry.k8s.io/pause:3.10.1',
  ],
});
const other = node('other');
const PLAN: TestPodPlan = {
  ...{ namespace: 'cni-lab', lab: 'demo', image: null },
  pods: { pod1: worker, pod2: worker, pod3: other },
};
const OURS = { ...labLabels('demo'), 'app.kubernetes.io/component': 'test-pod' };
const PLACES = { pod1: 'worker', pod2: 'worker', pod3: 'other' } as const;

const running = (name: keyof typeof PLACES, fields: Partial<Pod> = {}) =>
  pod(name, { labels: OURS, node: PLACES[name], ...fields });
const all = () => [running('pod3'), running('pod2'), running('pod1')];

interface PodSpec {
  nodeName: string;
  containers: { image: string }[];
  tolerations: object[];
}
const specOf = (kubernetes: FakeKubernetes, name: string) =>
  kubernetes.applied.find((m: Manifest) => m.kind === 'Pod' && m.metadata.name === name)!
    .spec as unknown as PodSpec;

describe('where there is nothing yet', () => {
  it('the namespace is made, then all pods, and they come in the order of the plan', async () => {
    const kubernetes = new FakeKubernetes();
    const pods = await ensureTestPods(kubernetes.api, PLAN);
    expect(pods.map((each) => [each.name, each.node])).toEqual(Object.entries(PLACES));
    expect(kubernetes.changes).toEqual([
      'apply Namespace cni-lab',
      ...['pod1', 'pod2', 'pod3'].map((name) => `apply Pod cni-lab/${name}`),
    ]);
  });

  it('every pod bears the labels by which it is found again', async () => {
    const kubernetes = new FakeKubernetes();
    const pods = await ensureTestPods(kubernetes.api, PLAN);
    for (const { name, labels } of pods)
      expect(labels).toMatchObject({ ...OURS, 'cni-lab/pod': name });
  });

  it('every pod is put on its node, whatever the taints', async () => {
    const kubernetes = new FakeKubernetes();
    await ensureTestPods(kubernetes.api, PLAN);
    expect(specOf(kubernetes, 'pod3')).toMatchObject({
      nodeName: 'other',
      tolerations: [{ operator: 'Exists' }],
    });
  });

  it("every pod runs its node's own pause image by its tag, the manifest's, or the one asked for", async () => {
    const kubernetes = new FakeKubernetes();
    await ensureTestPods(kubernetes.api, PLAN);
    expect(specOf(kubernetes, 'pod1').containers[0]!.image).toBe('registry.k8s.io/pause:3.10.1');
    expect(specOf(kubernetes, 'pod3').containers[0]!.image).toBe('registry.k8s.io/pause:3.10');
    const another = new FakeKubernetes();
    await ensureTestPods(another.api, { ...PLAN, image: 'netshoot:1' });
    expect(specOf(another, 'pod1').containers[0]!.image).toBe('netshoot:1');
  });
});

describe('what is there already', () => {
  it('is left alone if it runs where it should', async () => {
    const kubernetes = new FakeKubernetes({ pods: all() });
    const pods = await ensureTestPods(kubernetes.api, PLAN);
    expect(pods.map((each) => each.name)).toEqual(['pod1', 'pod2', 'pod3']);
    expect(kubernetes.changes).toEqual([]);
  });

  it('is left alone while what is missing is made', async () => {
    const kubernetes = new FakeKubernetes({
      pods: [running('pod1'), running('pod3')],
      namespaces: [namespaceOf('cni-lab')],
    });
    await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes).toEqual(['apply Pod cni-lab/pod2']);
  });

  it('is removed first if it is on the wrong node', async () => {
    const kubernetes = new FakeKubernetes({
      pods: [running('pod1'), running('pod2', { node: 'other' }), running('pod3')],
      namespaces: [namespaceOf('cni-lab')],
    });
    const pods = await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes).toEqual(['remove Pod cni-lab/pod2', 'apply Pod cni-lab/pod2']);
    expect(pods[1]).toMatchObject({ name: 'pod2', node: 'worker' });
  });

  it.each([
    ['is being removed', { deletionTimestamp: '2026-11-21T10:00:00Z' }],
    ['has ended', { ready: false, phase: 'Failed' as const }],
    ['has no address', { addresses: [] }],
  ])('is made anew if it %s', async (_, fields) => {
    const kubernetes = new FakeKubernetes({
      pods: [running('pod1', fields), running('pod2'), running('pod3')],
      namespaces: [namespaceOf('cni-lab')],
    });
    await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes).toEqual(['remove Pod cni-lab/pod1', 'apply Pod cni-lab/pod1']);
  });

  it.each([
    ["somebody else's", {}, /somebody else's/],
    ["another lab's", { ...OURS, 'cni-lab/lab': 'other' }, /of the lab other/],
  ])('is refused, and nothing made, if it is %s', async (_, labels, why) => {
    const kubernetes = new FakeKubernetes({ pods: [pod('pod2', { labels })] });
    expect(await labErrorIn(ensureTestPods(kubernetes.api, PLAN))).toMatchObject({
      code: 'E_NAME_IN_USE',
      why: expect.stringMatching(why),
    });
    expect(kubernetes.changes).toEqual([]);
  });
});

describe('where it does not come to a good end', () => {
  it('what is on its way is brought to its end before the failure is thrown', async () => {
    const kubernetes = new FakeKubernetes();
    kubernetes.before = (call) => {
      if (call === 'apply Pod pod1') throw new Error('refused');
    };
    await expect(ensureTestPods(kubernetes.api, PLAN)).rejects.toThrow('refused');
    expect(kubernetes.changes.slice(1)).toEqual([
      'apply Pod cni-lab/pod2',
      'apply Pod cni-lab/pod3',
    ]);
  });

  it('what is asked for is asked for whole, though it is broken off meanwhile', async () => {
    const kubernetes = new FakeKubernetes();
    const controller = new AbortController();
    const reason = new Error('interrupted');
    kubernetes.before = (call) => {
      if (call === 'apply Pod pod1') controller.abort(reason);
    };
    await expect(ensureTestPods(kubernetes.api, PLAN, controller.signal)).rejects.toBe(reason);
    expect(kubernetes.changes).toHaveLength(4);
  });

  it('a pod that cannot run is told of', async () => {
    const kubernetes = new FakeKubernetes();
    kubernetes.onApply = (made) => ({ ...made, ready: false, phase: 'Failed', reason: 'Evicted' });
    expect((await labErrorIn(ensureTestPods(kubernetes.api, PLAN))).code).toBe('E_POD');
  });
});

describe('a policy of ours that a killed run left there', () => {
  const POLICY = 'NetworkPolicy cni-lab/cni-lab-deny-ingress';
  const pod2 = { ...OURS, 'cni-lab/pod': 'pod2' };
  const left = (lab: string) => {
    const pods = [running('pod3'), running('pod2', { labels: pod2 }), running('pod1')];
    const kubernetes = new FakeKubernetes({ pods: [...pods, AGENT] });
    kubernetes.objects.set(POLICY, { metadata: { labels: labLabels(lab) } });
    return kubernetes;
  };

  it('is removed, and waited for until the agent no longer enforces it', async () => {
    const kubernetes = left('demo');
    const words = ['ingress', 'ingress', 'none'];
    kubernetes.onExec = () => endpointsWith(words.shift()!);
    await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes).toEqual([`remove ${POLICY}`]);
    expect(words).toEqual([]);
  });

  it('is removed before pods are made that it would choose', async () => {
    const kubernetes = left('demo');
    kubernetes.podsThere = [];
    await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes[0]).toBe(`remove ${POLICY}`);
  });

  it('may be followed by one of others that stays in force', async () => {
    fastClock();
    const kubernetes = left('demo');
    kubernetes.onExec = () => endpointsWith('ingress');
    expect(await ensureTestPods(kubernetes.api, PLAN)).toHaveLength(3);
  });

  it('is left alone where it is of another lab', async () => {
    const kubernetes = left('other');
    await ensureTestPods(kubernetes.api, PLAN);
    expect(kubernetes.changes).toEqual([]);
  });
});
