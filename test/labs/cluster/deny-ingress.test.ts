import { describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src/errors.ts';
import type { Pod } from '../../../src/kubernetes/pod.ts';
import { denyIngress } from '../../../src/labs/cluster/deny-ingress.ts';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { AGENT, endpointsWith } from './cilium-endpoints.ts';
import { FakeKubernetes } from './fake-kubernetes.ts';
import { FakeRunner } from './fake-runner.ts';
import { nodeSite, pod, podSite } from './sites.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const OURS = { ...labLabels('demo'), 'cni-lab/pod': 'pod2' };
const POLICY = 'NetworkPolicy cni-lab/cni-lab-deny-ingress';
const MADE = `apply ${POLICY}`;
const REMOVED = `remove ${POLICY}`;

interface Scene {
  pods?: Pod[];
  labels?: Record<string, string>;
  /** What the agent says, by whether the policy is there and how often it was asked since. */
  says?: (isThere: boolean, asked: number) => string | null;
  /** Whether pod 2 answers pod 1. */
  answers?: (isThere: boolean) => boolean;
  signal?: AbortSignal;
}

const enforcing = (isThere: boolean) => endpointsWith(isThere ? 'ingress' : 'none');

function scene({ pods = [AGENT], labels = OURS, says = enforcing, answers, signal }: Scene = {}) {
  const kubernetes = new FakeKubernetes({ pods });
  let asked = 0;
  let was = false;
  const isThere = () => {
    const is = kubernetes.objects.has(POLICY);
    asked = is === was ? asked + 1 : 1;
    was = is;
    return is;
  };
  kubernetes.onExec = (line, name) => {
    expect([line, name]).toEqual(['cilium-dbg endpoint list -o json', 'cilium-x']);
    return says(isThere(), asked);
  };
  const runner = new FakeRunner((line) => {
    if (!answers) return undefined;
    expect(line).toBe('ping -4 -n -q -c 1 -W 1 10.244.1.3');
    return answers(isThere()) ? '1 received' : { exitCode: 1 };
  });
  const site = nodeSite('worker');
  const target = pod('pod2', { labels, addresses: ['10.244.1.3'] });
  const sites = [podSite('a', site, { runner }), podSite('b', site, { pod: target })] as const;
  const denial = {
    kubernetes: kubernetes.api,
    lab: 'demo',
    pods: sites,
    family: 4,
    signal,
  } as const;
  return { kubernetes, runner, deny: () => denyIngress(denial), asked: () => asked };
}

describe('a policy that lets nothing in to the second pod', () => {
  it('is ours, chooses that pod alone, and has no rule', async () => {
    const { kubernetes, deny } = scene();
    await deny();
    expect(kubernetes.changes).toEqual([MADE]);
    expect(kubernetes.applied[0]).toMatchObject({
      apiVersion: 'networking.k8s.io/v1',
      metadata: { labels: labLabels('demo') },
      spec: { podSelector: { matchLabels: { 'cni-lab/pod': 'pod2' } }, policyTypes: ['Ingress'] },
    });
    expect(kubernetes.applied[0]!.spec).not.toHaveProperty('ingress');
  });

  it('is waited for until the agent enforces it, and again until it no longer does', async () => {
    let made = false;
    const { kubernetes, deny, asked, runner } = scene({
      says: (isThere, times) => {
        made ||= isThere;
        return enforcing(made && (times < 4 ? !isThere : isThere));
      },
    });
    const lift = await deny();
    expect(asked()).toBe(4);
    await lift();
    expect(kubernetes.changes).toEqual([MADE, REMOVED]);
    expect(asked()).toBe(4);
    expect(runner.asked).toEqual([]);
  });

  it.each([
    ['no agent', { pods: [] }],
    ['an agent that does not answer', { says: () => null }],
    ['an agent that enforces policies of others there', { says: () => endpointsWith('ingress') }],
  ])('with %s is in force when there is no answer any more', async (_case, more) => {
    const { kubernetes, deny, runner } = scene({ ...more, answers: (isThere) => !isThere });
    const lift = await deny();
    await lift();
    expect(kubernetes.changes).toEqual([MADE, REMOVED]);
    expect(runner.asked).toHaveLength(3);
  });

  it.each([
    ['the agent', {}, 30, 'the agent of worker enforces none on pod2'],
    ['answers', { pods: [], answers: () => true }, 10, 'may not enforce network policies'],
  ])('is removed where it does not come into force, by %s', async (_by, more, seconds, why) => {
    fastClock();
    const { kubernetes, deny } = scene({ says: () => endpointsWith('none'), ...more });
    const error = await labErrorIn(deny());
    expect(error).toMatchObject({
      code: 'E_TIMEOUT',
      message: `after ${seconds} s the policy on cni-lab/pod2 is not in force`,
      why: expect.stringContaining(why),
    });
    expect(kubernetes.changes).toEqual([MADE, REMOVED]);
  });

  it('is no such thing where policies are only audited', async () => {
    const says = (isThere: boolean) => endpointsWith(isThere ? 'audit-ingress' : 'none');
    const { kubernetes, deny } = scene({ says });
    expect((await labErrorIn(deny())).code).toBe('E_CNI');
    expect(kubernetes.changes).toEqual([MADE, REMOVED]);
  });

  it('is removed when the user interrupts, and then not waited for', async () => {
    const controller = new AbortController();
    const stop = () => {
      controller.abort(new Error('interrupted'));
      return endpointsWith('none');
    };
    const early = scene({
      says: (isThere) => (isThere ? stop() : endpointsWith('none')),
      signal: controller.signal,
    });
    await expect(early.deny()).rejects.toThrow();
    expect(early.kubernetes.changes).toEqual([MADE, REMOVED]);

    const second = new AbortController();
    const late = scene({
      says: () => endpointsWith('ingress'),
      answers: (is) => !is,
      signal: second.signal,
    });
    const lift = await late.deny();
    second.abort();
    const before = late.runner.asked.length;
    await lift();
    expect(late.kubernetes.changes).toEqual([MADE, REMOVED]);
    expect(late.runner.asked).toHaveLength(before);
  });

  it('that stays in force after its removal is told', async () => {
    fastClock();
    let made = false;
    const { deny } = scene({
      says: (isThere) => {
        made ||= isThere;
        return enforcing(made);
      },
    });
    const lift = await deny();
    expect(await labErrorIn(lift())).toMatchObject({
      code: 'E_TIMEOUT',
      message: expect.stringContaining('still in force'),
    });
  });

  it('is not made where it could not be told from what forbids the way already', async () => {
    const { kubernetes, deny } = scene({ pods: [], answers: () => false });
    expect((await labErrorIn(deny())).code).toBe('E_LAB_BROKEN');
    expect(kubernetes.changes).toEqual([]);
  });

  it.each([
    ["somebody else's", { app: 'web' }],
    ["another lab's", { ...OURS, ...labLabels('other') }],
  ])('is not put on a pod that is %s', async (_whose, labels) => {
    const { kubernetes, deny } = scene({ labels });
    expect(await labErrorIn(deny())).toMatchObject({
      code: 'E_POD',
      message: 'no policy is made for cni-lab/pod2',
    });
    expect(kubernetes.changes).toEqual([]);
  });

  it('that may not be made is told so', async () => {
    const { kubernetes, deny } = scene();
    kubernetes.before = (call) => {
      if (!/(apply|remove) NetworkPolicy/.test(call)) return;
      const what = call.split(' ')[0];
      throw new LabError('E_CLUSTER_FORBIDDEN', { message: `may not ${what}`, why: '', mend: '' });
    };
    expect((await labErrorIn(deny())).message).toBe('may not apply');
  });
});
