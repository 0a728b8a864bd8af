import { describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src/errors.ts';
import type { Event } from '../../../src/kubernetes/event.ts';
import type { Pod } from '../../../src/kubernetes/pod.ts';
import { waitUntilReady } from '../../../src/labs/cluster/wait-until-ready.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes } from './fake-kubernetes.ts';
import { node, pod } from './sites.ts';

vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const pending = pod('pod1', { ready: false, phase: 'Pending', addresses: [] });
const WORKER = [node('worker')];
const SELECTOR = { namespace: 'cni-lab', labels: {} };
const allReady = (pods: readonly Pod[]) => pods.length > 0 && pods.every((each) => each.ready);

function waiting(kubernetes: FakeKubernetes, signal?: AbortSignal) {
  return waitUntilReady(kubernetes.api, SELECTOR, WORKER, allReady, signal);
}

const warning = (fields: Partial<Event>): Event => ({
  ...{ type: 'Warning', reason: 'FailedCreatePodSandBox', message: '', count: 1 },
  ...{ at: '2026-11-21T10:00:00Z', source: 'kubelet' },
  ...fields,
});
const noPlugin = warning({
  message:
    'Failed to create pod sandbox: plugin type="bridge" failed (add): failed to find plugin "bridge" in path [/opt/cni/bin]',
});

describe('waiting for pods', () => {
  it('ends with the pods when they are ready', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    setTimeout(() => {
      kubernetes.podsThere = [pod('pod1')];
    }, 5);
    expect(await waiting(kubernetes)).toEqual([pod('pod1')]);
  });

  it('ends as soon as the status says that there is no hope', async () => {
    const status = {
      ...{ name: 'pause', image: 'nope:1', isInit: false, ready: false, running: false },
      ...{ restarts: 0, terminated: null },
      waiting: { reason: 'ErrImageNeverPull', message: '' },
    };
    const kubernetes = new FakeKubernetes({ pods: [{ ...pending, containerStatuses: [status] }] });
    expect((await labErrorIn(waiting(kubernetes))).code).toBe('E_IMAGE');
  });

  it('ends when its node is not ready', async () => {
    const nodes = [node('worker', { ready: false, notReadyBecause: 'no CNI' })];
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    const failing = waitUntilReady(kubernetes.api, SELECTOR, nodes, allReady);
    expect(await labErrorIn(failing)).toMatchObject({ code: 'E_POD', why: 'no CNI' });
  });

  it('does not ask for the nodes where none are given', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pod('pod1', { node: 'unheard-of' })] });
    await expect(waitUntilReady(kubernetes.api, SELECTOR, [], allReady)).resolves.toHaveLength(1);
  });

  it('ends when events say what the status does not', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    setTimeout(() => {
      kubernetes.eventsThere = [noPlugin];
    }, 5);
    expect(await labErrorIn(waiting(kubernetes))).toMatchObject({
      code: 'E_CNI',
      message: expect.stringContaining('plugin bridge on node worker'),
    });
  });

  it('goes on through what may pass', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    kubernetes.eventsThere = [warning({ message: 'network is not ready: cni not initialized' })];
    setTimeout(() => {
      kubernetes.podsThere = [pod('pod1')];
    }, 20);
    await expect(waiting(kubernetes)).resolves.toHaveLength(1);
  });

  it('asks for the events of those only that are not ready', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pod('pod1'), pending] });
    const asked: string[] = [];
    const api = {
      ...kubernetes.api,
      events: async (_: string, name: string) => {
        asked.push(name);
        return [];
      },
    };
    kubernetes.podsThere = [pod('pod1'), { ...pending, name: 'pod2' }];
    setTimeout(() => {
      kubernetes.podsThere = [pod('pod1'), pod('pod2')];
    }, 20);
    await waitUntilReady(api, SELECTOR, WORKER, allReady);
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked)).toEqual(new Set(['pod2']));
  });

  it('does not depend on events that may not be read', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    kubernetes.before = (call) => {
      if (call !== 'events') return;
      throw new LabError('E_CLUSTER_FORBIDDEN', { message: 'no', why: 'no', mend: 'no' });
    };
    setTimeout(() => {
      kubernetes.podsThere = [pod('pod1')];
    }, 20);
    await expect(waiting(kubernetes)).resolves.toHaveLength(1);
  });

  it('asks no more when it is over', async () => {
    const kubernetes = new FakeKubernetes({ pods: [pod('pod1')] });
    await waiting(kubernetes);
    kubernetes.podsThere = [pending];
    let asked = 0;
    kubernetes.before = () => {
      asked++;
    };
    await new Promise((resolve) => setTimeout(resolve, 15));
    expect(asked).toBe(0);
  });

  it('is broken off for the reason that is given', async () => {
    const controller = new AbortController();
    const reason = new Error('the user has had enough');
    setTimeout(() => controller.abort(reason), 5);
    const kubernetes = new FakeKubernetes({ pods: [pending] });
    await expect(waiting(kubernetes, controller.signal)).rejects.toBe(reason);
  });
});
