import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConflists } from '../../../src/cni/conflist.ts';
import {
  CONFLIST,
  masqueradeRule,
  nodeRoutes,
  type PluginNode,
  pluginConflist,
} from '../../../src/labs/kind/plugin-config.ts';

const NODES: readonly PluginNode[] = [
  { name: 'control', podCidr: '10.244.0.0/24', address: '172.18.0.2' },
  { name: 'worker', podCidr: '10.244.1.0/24', address: '172.18.0.3' },
  { name: 'worker2', podCidr: '10.244.2.0/24', address: '172.18.0.4' },
];

describe.each(['bridge', 'ptp'] as const)('the conflist of %s', (plugin) => {
  const made = JSON.parse(pluginConflist(plugin, '10.244.1.0/24'));

  it('is a list as the CNI specification has it', () => {
    expect(made).toMatchObject({ cniVersion: '1.0.0', name: expect.stringMatching(/^[\w.-]+$/) });
    for (const { type } of made.plugins) expect(type).toMatch(/^[a-z-]+$/);
    expect(made.plugins[0].type).toBe(plugin);
  });

  it("gives addresses of the node's own range, and a default route", () => {
    expect(made.plugins[0].ipam).toEqual({
      type: 'host-local',
      ranges: [[{ subnet: '10.244.1.0/24' }]],
      routes: [{ dst: '0.0.0.0/0' }],
    });
  });

  it('leaves masquerading to our own rule: the plugin would rewrite what goes to other nodes', () => {
    expect(made.plugins[0].ipMasq).toBe(false);
  });

  it('forwards host ports', () => {
    expect(made.plugins[1]).toEqual({ type: 'portmap', capabilities: { portMappings: true } });
  });

  it('is what our own detection reads', () => {
    const files = [{ file: CONFLIST, text: pluginConflist(plugin, '10.244.1.0/24') }];
    const { used, others, bad } = readConflists(files);
    expect(used).toMatchObject({ name: 'cni-lab', plugins: [plugin, 'portmap'] });
    expect([others, bad]).toEqual([[], []]);
  });
});

it('a bridge is the gateway of its pods, and lets them reach themselves', () => {
  const [bridge] = JSON.parse(pluginConflist('bridge', '10.244.1.0/24')).plugins;
  expect(bridge).toMatchObject({ bridge: 'cni0', isGateway: true, hairpinMode: true });
});

describe('the routes of a node', () => {
  it('lead to the pods of every other node by its address', () => {
    expect(nodeRoutes(NODES[0]!, NODES)).toBe(
      'route replace 10.244.1.0/24 via 172.18.0.3\nroute replace 10.244.2.0/24 via 172.18.0.4\n',
    );
  });

  it('are none on one node: an empty batch', () => {
    expect(nodeRoutes(NODES[0]!, [NODES[0]!])).toBe('');
  });

  it('never lead to itself, and once to each other', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 }),
        fc.shuffledSubarray([...NODES], { minLength: 1 }),
        (n, all) => {
          const own = NODES[n]!;
          const lines = nodeRoutes(own, all).split('\n').filter(Boolean);
          expect(lines.join()).not.toContain(own.podCidr);
          expect(lines).toHaveLength(all.filter((each) => each !== own).length);
        },
      ),
    );
  });
});

it('pods take their node’s address only where they speak to the world outside', () => {
  expect(masqueradeRule('10.244.1.0/24', '10.244.0.0/16').join(' ')).toBe(
    'POSTROUTING -s 10.244.1.0/24 ! -d 10.244.0.0/16 -j MASQUERADE',
  );
});
