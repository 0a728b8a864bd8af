import { describe, expect, it } from 'vitest';
import { type CiliumMode, readMode } from '../../../src/cni/cilium/mode.ts';
import type { ModeFields } from '../../../src/cni/cilium/mode-fields.ts';
import { ciliumPromise } from '../../../src/cni/cilium/promise.ts';
import { answersOf, NODES, type RecordedMode } from '../recorded.ts';

const of = (fields: Partial<ModeFields>): CiliumMode => ({
  ...readMode(answersOf('native-bpf'), null),
  ...fields,
});

describe('the recorded modes', () => {
  it.each<[RecordedMode, string, string]>([
    ['native-bpf', 'cilium/same-node', 'cilium/cross-node'],
    ['native-legacy', 'cilium/same-node-legacy', 'cilium/cross-node-legacy'],
    ['native-iptables-masq', 'cilium/same-node-legacy', 'cilium/cross-node-legacy'],
    ['vxlan-bpf', 'cilium/same-node', 'cilium/cross-node-vxlan'],
  ])('%s promises %s and %s', (name, sameNode, crossNode) => {
    for (const node of NODES) {
      const mode = readMode(answersOf(name, node), null);
      expect(ciliumPromise(mode, 'same-node')).toEqual({ datapath: sameNode });
      expect(ciliumPromise(mode, 'cross-node')).toEqual({ datapath: crossNode });
    }
  });
});

describe('every other mode', () => {
  it.each<[Partial<ModeFields>, string, string | RegExp]>([
    [
      { network: 'vxlan', hostRouting: 'Legacy' },
      'cilium/same-node-legacy',
      'cilium/cross-node-vxlan-legacy',
    ],
    [{ network: 'geneve' }, 'cilium/same-node', 'cilium/cross-node-geneve'],
    [
      { network: 'geneve', hostRouting: 'Legacy' },
      'cilium/same-node-legacy',
      'cilium/cross-node-geneve-legacy',
    ],
    [{ device: 'netkit' }, 'cilium/netkit-same-node', 'cilium/netkit-cross-node'],
    [{ device: 'netkit-l2' }, 'cilium/netkit-same-node', 'cilium/netkit-cross-node'],
    [{ device: 'netkit', network: 'vxlan' }, 'cilium/netkit-same-node', /netkit.*vxlan/],
    [{ encryption: 'wireguard' }, 'cilium/same-node', 'cilium/wireguard'],
    [{ encryption: 'wireguard', network: 'vxlan' }, 'cilium/same-node', /WireGuard.*vxlan/],
    [
      { encryption: 'wireguard', hostRouting: 'Legacy' },
      'cilium/same-node-legacy',
      /WireGuard.*Legacy/,
    ],
    [{ encryption: 'ipsec' }, 'cilium/same-node', /ipsec/],
    [{ encryption: null }, 'cilium/same-node', /encryption is unknown.*jq '\.encryption'/],
    [{ network: null }, 'cilium/same-node', /network is unknown.*jq '\.routing'/],
  ])('%o', (fields, sameNode, crossNode) => {
    expect(ciliumPromise(of(fields), 'same-node')).toEqual({ datapath: sameNode });
    const promised = ciliumPromise(of(fields), 'cross-node');
    if (typeof crossNode === 'string') expect(promised).toEqual({ datapath: crossNode });
    else expect(promised).toEqual({ why: expect.stringMatching(crossNode) });
  });

  it.each<[Partial<ModeFields>, RegExp]>([
    [{ hostRouting: null }, /host routing is unknown.*intra-host-routing-mode/],
    [{ device: null }, /device mode is unknown.*datapath-mode/],
    [{ device: 'netkit', hostRouting: 'Legacy' }, /netkit without BPF host routing/],
  ])('%o promises nothing on either placement, and says how to find out', (fields, why) => {
    for (const placement of ['same-node', 'cross-node'] as const) {
      expect(ciliumPromise(of(fields), placement)).toEqual({ why: expect.stringMatching(why) });
    }
  });
});
