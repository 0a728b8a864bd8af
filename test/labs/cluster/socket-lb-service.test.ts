import { expect, it, vi } from 'vitest';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { ensureSocketLbService } from '../../../src/labs/cluster/socket-lb-service.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { AGENT } from './cilium-endpoints.ts';
import { FakeKubernetes } from './fake-kubernetes.ts';
import { nodeSite, pod, podSite } from './sites.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const ADDRESS = '10.96.0.12';
const OURS = { ...labLabels('demo'), 'cni-lab/pod': 'pod2' };

function list(backend: string): string {
  const services = ['TCP', 'UDP'].map((protocol) => ({
    status: {
      realized: {
        'backend-addresses': [{ ip: backend, port: 8080, protocol }],
        'frontend-address': { ip: ADDRESS, port: 8080, protocol },
      },
    },
  }));
  return JSON.stringify(services);
}

function asked(says: (times: number) => string | null, { agents = [AGENT], labels = OURS } = {}) {
  const service = { spec: { clusterIP: ADDRESS } };
  const kubernetes = new FakeKubernetes({
    pods: agents,
    objects: new Map([['Service cni-lab/pod2', service]]),
  });
  let times = 0;
  kubernetes.onExec = (line) => {
    expect(line).toBe('cilium-dbg service list -o json');
    times++;
    return says(times);
  };
  const site = nodeSite('worker');
  const target = pod('pod2', { labels, addresses: ['10.244.1.3'] });
  const pods = [podSite('a', site), podSite('b', site, { pod: target })] as const;
  const address = () => ensureSocketLbService(kubernetes.api, 'demo', pods);
  return { kubernetes, address, times: () => times };
}

it('is waited for until the agent has it with the second pod behind it', async () => {
  const { kubernetes, address, times } = asked((n) => {
    if (n === 1) return null;
    return n < 4 ? list('10.244.1.99') : list('10.244.1.3');
  });
  expect(await address()).toBe(ADDRESS);
  expect(times()).toBe(4);
  expect(kubernetes.changes).toEqual(['apply Service cni-lab/pod2']);
});

it('that the agent never knows is told', async () => {
  fastClock();
  expect(await labErrorIn(asked(() => '[]').address())).toMatchObject({
    code: 'E_TIMEOUT',
    message: `after 30 s the agent of worker does not know the service ${ADDRESS}`,
  });
});

it.each([
  ['where no agent of Cilium runs', { agents: [] }, 'E_CNI_UNKNOWN'],
  ['on another node', { agents: [{ ...AGENT, node: 'other' }] }, 'E_CNI_UNKNOWN'],
  ["for somebody else's pod", { labels: { ...OURS, 'cni-lab/lab': 'other' } }, 'E_POD'],
])('is not made %s', async (_where, more, code) => {
  const { kubernetes, address } = asked(() => list('10.244.1.3'), more);
  expect((await labErrorIn(address())).code).toBe(code);
  expect(kubernetes.changes).toEqual([]);
});
