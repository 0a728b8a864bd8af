import { describe, expect, it, vi } from 'vitest';
import type { ContainerStatus } from '../../../src/kubernetes/container-status.ts';
import { waitForDaemons } from '../../../src/labs/kind/wait-for-daemons.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes } from '../cluster/fake-kubernetes.ts';
import { pod } from '../cluster/sites.ts';

vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const DAEMON = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { namespace: 'cni', name: 'agent' },
};
const KEY = 'DaemonSet cni/agent';

const status = (ready: number, fields: object = {}) => ({
  metadata: { generation: 2 },
  status: {
    ...{ observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2 },
    ...{ numberReady: ready, ...fields },
  },
});

const agent = (container: Partial<ContainerStatus>) =>
  pod('agent-x', {
    ...{ namespace: 'cni', ready: false, owner: { kind: 'DaemonSet', name: 'agent' } },
    containerStatuses: [
      {
        ...{ name: 'agent', image: 'agent:1', isInit: false, ready: false, running: false },
        ...{ restarts: 0, waiting: null, terminated: null },
        ...container,
      },
    ],
  });

const ended = { exitCode: 1, reason: 'Error', message: '' };
const backingOff = {
  waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container' },
  terminated: ended,
};

/** A cluster whose DaemonSet is what `state` says, and that can be waited for. */
function cluster(state: object | null, ...pods: ReturnType<typeof agent>[]) {
  const kubernetes = new FakeKubernetes({
    pods,
    objects: new Map(state ? [[KEY, state]] : []),
  });
  const logs = vi.fn(async () => 'starting\ncannot use the proxier\n');
  const waiting = (works?: () => Promise<boolean>) =>
    waitForDaemons({ ...kubernetes.api, logs }, [DAEMON], undefined, works);
  return { kubernetes, logs, waiting };
}

describe('waiting for daemons', () => {
  it.each([
    ['not seen by its controller', status(2, { observedGeneration: 1 })],
    ['on one node of two', status(1)],
    ['old on one node', status(2, { updatedNumberScheduled: 1 })],
  ])('goes on while a DaemonSet is %s', async (_, state) => {
    const { kubernetes, waiting } = cluster(state);
    let over = false;
    const wait = waiting().then(() => {
      over = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(over).toBe(false);
    kubernetes.objects.set(KEY, status(2));
    await wait;
  });

  it('is over at once where none are to be', async () => {
    await cluster(status(0, { desiredNumberScheduled: 0, updatedNumberScheduled: 0 })).waiting();
  });

  it('goes on while they do not work, however ready they are', async () => {
    const answers = [false, false, true];
    await cluster(status(2)).waiting(async () => answers.shift()!);
    expect(answers).toEqual([]);
  });

  it('has patience with one that ends at first', async () => {
    const { kubernetes, waiting } = cluster(status(1), agent({ restarts: 2, ...backingOff }));
    const wait = waiting();
    await new Promise((resolve) => setTimeout(resolve, 20));
    kubernetes.objects.set(KEY, status(2));
    await wait;
  });

  it('gives one up that ends again and again, with its last words', async () => {
    const { logs, waiting } = cluster(status(1), agent({ restarts: 3, ...backingOff }));
    const error = await labErrorIn(waiting());
    expect(error.code).toBe('E_POD');
    expect(error.message).toBe('container agent of pod cni/agent-x ends again and again');
    expect(error.why).toMatch(
      /exit code 1 \(Error\); its last words: starting \| cannot use the proxier$/,
    );
    const place = { namespace: 'cni', pod: 'agent-x', container: 'agent' };
    expect(logs).toHaveBeenCalledWith(place, { tailLines: 3, previous: false });
  });

  it('does not wait for an image that is not to be had', async () => {
    const waiting = { reason: 'ErrImageNeverPull', message: '' };
    expect((await labErrorIn(cluster(status(1), agent({ waiting })).waiting())).code).toBe(
      'E_IMAGE',
    );
  });

  it('says how far they got when the time is up', async () => {
    fastClock();
    const error = await labErrorIn(cluster(null, agent({})).waiting());
    expect(error.code).toBe('E_TIMEOUT');
    expect(error.message).toContain('DaemonSet cni/agent does not run on all its nodes');
    expect(error.why).toContain('agent-x');
  });
});
