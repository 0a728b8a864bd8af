import { describe, expect, it } from 'vitest';
import type { NodeAccess, Refusal, Way } from '../../../../src/labs/cluster/reach/node-access.ts';
import { reach, type Strategy } from '../../../../src/labs/cluster/reach/reach.ts';
import { strategies } from '../../../../src/labs/cluster/strategies.ts';
import { labErrorIn } from '../../../support/thrown-by.ts';
import { FakeKubernetes } from '../fake-kubernetes.ts';
import { access, node } from '../sites.ts';

const WORKER = node('worker');

/** Ways that note when they are tried. */
function ways(...answers: (NodeAccess | Refusal)[]) {
  const tried: Way[] = [];
  const all = answers.map(
    (answer): Strategy =>
      async (asked) => {
        expect(asked).toBe(WORKER);
        tried.push(answer.way);
        return answer;
      },
  );
  return { tried, all };
}
const no = (way: Way, why: string): Refusal => ({ way, why });

describe('a node', () => {
  it('is reached by the first way that leads there, and no other is tried', async () => {
    const agent = access({ way: 'agent' });
    const { tried, all } = ways(no('nsenter', 'x'), agent, access({ way: 'docker' }));
    expect(await reach(WORKER, all)).toBe(agent);
    expect(tried).toEqual(['nsenter', 'agent']);
  });

  it('cannot be reached: each way says why, in the order in which they were tried', async () => {
    const { tried, all } = ways(
      no('nsenter', 'this is not root'),
      no('agent', 'pods may not be privileged'),
      no('docker', 'docker is not installed here'),
    );
    expect(await labErrorIn(reach(WORKER, all))).toMatchObject({
      code: 'E_NO_WAY',
      message: 'the node worker cannot be reached',
      why: 'by nsenter: this is not root; by agent: pods may not be privileged; by docker: docker is not installed here',
      mend: expect.stringContaining('--agent-image'),
    });
    expect(tried).toEqual(['nsenter', 'agent', 'docker']);
  });

  it('is not asked for again when a way breaks down: that is no refusal', async () => {
    const broken: Strategy = async () => {
      throw new Error('interrupted');
    };
    const { tried, all } = ways(access());
    await expect(reach(WORKER, [broken, ...all])).rejects.toThrow('interrupted');
    expect(tried).toEqual([]);
  });
});

describe('the ways', () => {
  const plan = {
    kubernetes: new FakeKubernetes().api,
    namespace: 'cni-lab',
    lab: 'demo',
    image: null,
  };

  it('are three, or the one that is asked for', () => {
    expect(strategies(plan)).toHaveLength(3);
    const [nsenter, , docker] = strategies(plan);
    expect(strategies(plan, 'nsenter')).toEqual([nsenter]);
    expect(strategies(plan, 'docker')).toEqual([docker]);
    expect(strategies(plan, 'agent')).toHaveLength(1);
  });

  it('start with nsenter, which does not lead to another machine', async () => {
    const [nsenter] = strategies(plan);
    const answer = await nsenter!(node('far', { bootId: 'of another machine' }));
    expect(answer).toMatchObject({
      way: 'nsenter',
      why: expect.stringMatching(/root|machine|Linux/),
    });
  });
});
