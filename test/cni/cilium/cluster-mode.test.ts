import { describe, expect, it } from 'vitest';
import { readClusterMode } from '../../../src/cni/cilium/cluster-mode.ts';
import { readMode } from '../../../src/cni/cilium/mode.ts';
import { answersOf, NODES, NOTHING } from '../recorded.ts';

const on = (node: string, mode: Parameters<typeof answersOf>[0]) => ({ ...answersOf(mode), node });

describe('the mode of a cluster', () => {
  it.each(['native-bpf', 'native-legacy', 'native-iptables-masq', 'vxlan-bpf'] as const)(
    'is that of its agents where they agree: %s',
    (name) => {
      const agents = NODES.map((node) => answersOf(name, node));
      const { mode, differences, byNode } = readClusterMode(agents, null);
      expect(differences).toEqual([]);
      expect(mode).toEqual(readMode(answersOf(name), null));
      expect(Object.keys(byNode).sort()).toEqual(['control-plane', 'worker']);
    },
  );

  it('is open where they differ, and says who says what', () => {
    const agents = [on('a', 'native-bpf'), on('b', 'native-legacy'), { ...NOTHING, node: 'c' }];
    const { mode, differences, byNode } = readClusterMode(agents, null);
    expect(mode).toMatchObject({
      hostRouting: null,
      network: 'native',
      sources: { hostRouting: null },
    });
    expect(differences).toEqual([
      { field: 'hostRouting', byNode: { a: 'BPF', b: 'Legacy', c: null } },
    ]);
    expect(byNode.b?.hostRouting).toBe('Legacy');
  });

  it('names the agents that it rests on where one did not answer', () => {
    const { mode, differences } = readClusterMode(
      [on('a', 'native-bpf'), { ...NOTHING, node: 'b' }],
      null,
    );
    expect(differences).toEqual([]);
    expect(mode).toMatchObject({
      hostRouting: 'BPF',
      sources: { hostRouting: 'cilium-dbg status (on a only)' },
    });
  });

  it('hands on conflicts with the name of the node', () => {
    const torn = { ...on('a', 'native-bpf'), runtimeConfig: '{"DatapathMode":"netkit"}' };
    expect(readClusterMode([torn, on('b', 'native-bpf')], null).mode.conflicts).toEqual([
      'a: device mode: cilium-dbg status says veth, agent-runtime-config.json says netkit',
    ]);
  });

  it('of no agents is unknown', () => {
    const { mode, differences } = readClusterMode([], null);
    expect(mode).toMatchObject({ hostRouting: null, version: null });
    expect(differences).toEqual([]);
  });
});
