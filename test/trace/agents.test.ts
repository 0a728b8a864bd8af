import { describe, expect, it } from 'vitest';
import { ciliumAgents, endpointIds } from '../../src/trace/agents.ts';
import { recorded } from './support.ts';

describe('endpoint ids', () => {
  it('are found by pod', () => {
    const found = endpointIds(recorded('endpoint-list.json'));
    expect(Object.fromEntries(found)).toEqual({
      'cil-smoke/b': 564,
      'default/pod1': 1413,
      'default/pod2': 1646,
    });
  });

  it('are those that are ready, where a pod was made anew', () => {
    const endpoint = (id: number, state: string) => ({
      id,
      status: { state, 'external-identifiers': { 'k8s-namespace': 'a', 'k8s-pod-name': 'b' } },
    });
    const list = [endpoint(1, 'disconnecting'), endpoint(2, 'ready'), endpoint(3, 'disconnecting')];
    expect(endpointIds(JSON.stringify(list)).get('a/b')).toBe(2);
  });

  it('are none where the agent does not answer, or says what is not JSON', () => {
    expect(endpointIds(null).size).toBe(0);
    expect(endpointIds('Error: no').size).toBe(0);
  });
});

describe('agents', () => {
  const pod = (node: string, phase = 'Running') => ({
    ...{ node, phase, namespace: 'kube-system', name: `cilium-${node}` },
  });
  const { signal } = new AbortController();

  it('are asked on the nodes concerned alone, in their order', async () => {
    const kubernetes = {
      pods: async () => [pod('a'), pod('b'), pod('c'), pod('b', 'Failed')],
      exec: async () => ({ stdout: recorded('endpoint-list.json'), stderr: '', exitCode: 0 }),
    };
    const agents = await ciliumAgents(kubernetes as never, ['b', 'a'], signal);
    expect(agents.map(({ node }) => node)).toEqual(['b', 'a']);
    expect(agents[0]?.endpoints.get('cil-smoke/b')).toBe(564);
    expect(agents[0]?.place.pod).toBe('cilium-b');
  });

  it('are none where nothing is Cilium', async () => {
    const kubernetes = { pods: async () => [] };
    expect(await ciliumAgents(kubernetes as never, ['a'], signal)).toEqual([]);
  });
});
