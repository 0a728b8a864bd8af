import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/host/command-error.ts';
import {
  interfaceTable,
  parseInterfaces,
  withAddress,
} from '../../../src/labs/cluster/interface-table.ts';
import { recorded as recordedCluster } from '../../cni/recorded.ts';
import { FakeRunner } from './fake-runner.ts';
import { recorded } from './sites.ts';

const NODE = parseInterfaces(recorded('node'));
const POD_A = parseInterfaces(recorded('pod-a'));

describe('the devices of a recorded node', () => {
  it('are there with what they are', () => {
    expect(NODE.map(({ ifindex, name, kind }) => [ifindex, name, kind])).toEqual([
      [1, 'lo', null],
      [2, 'eth0', 'veth'],
      [3, 'cni0', 'bridge'],
      [4, 'flannel.1', 'vxlan'],
      [5, 'vethaaaa1111', 'veth'],
      [6, 'vethbbbb2222', 'veth'],
    ]);
  });

  it('have all their addresses, each with its prefix length', () => {
    expect(NODE[1]).toMatchObject({ mac: '02:42:ac:12:00:03', mtu: 1500 });
    expect(NODE[1]!.addresses).toEqual([
      '172.18.0.3/16',
      'fc00:f853:ccd:e793::3/64',
      'fe80::42:acff:fe12:3/64',
    ]);
    expect(NODE[3]).toMatchObject({ mtu: 1450 });
  });

  it('have the ifindex of the other end, each pod its host side and the other way round', () => {
    const eth0 = POD_A.find((d) => d.name === 'eth0')!;
    const host = NODE.find((d) => d.ifindex === eth0.peer)!;
    expect(host.name).toBe('vethaaaa1111');
    expect(host.peer).toBe(eth0.ifindex);
  });

  it('have no other end if they are no pair', () => {
    const alone = NODE.filter((d) => d.kind !== 'veth');
    expect(alone.map((d) => d.peer)).toEqual([null, null, null]);
  });

  it('have the bridge that they are a port of', () => {
    expect(NODE.filter((d) => d.master !== null).map((d) => [d.name, d.master])).toEqual([
      ['vethaaaa1111', 'cni0'],
    ]);
  });
});

describe('the devices of a real cluster', () => {
  it('of flannel, whose recording has no addresses', () => {
    const links = parseInterfaces(recordedCluster('flannel-vxlan/worker.link.json'));
    const kinds = new Set(links.map((d) => d.kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['bridge', 'vxlan', 'veth']));
    expect(links.flatMap((d) => d.addresses)).toEqual([]);
    const ports = links.filter((d) => d.master === 'cni0');
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports)
      expect(port).toMatchObject({ kind: 'veth', peer: expect.any(Number) });
  });

  it('of Cilium', () => {
    const links = parseInterfaces(recordedCluster('cilium-native-bpf/worker.ip-link.json'));
    const pods = links.filter((d) => d.name.startsWith('lxc') && d.name !== 'lxc_health');
    expect(pods.length).toBeGreaterThan(0);
    for (const lxc of pods) expect(lxc.peer).toEqual(expect.any(Number));
  });
});

it('a device that says next to nothing', () => {
  expect(parseInterfaces('[{"ifindex":7,"ifname":"x","link_index":0,"addr_info":[{}]}]')).toEqual([
    {
      ifindex: 7,
      name: 'x',
      kind: null,
      mac: null,
      mtu: 0,
      addresses: [],
      peer: null,
      master: null,
    },
  ]);
});

describe('withAddress', () => {
  it('finds the one device by the whole address', () => {
    expect(withAddress(NODE, '172.18.0.3')?.name).toBe('eth0');
    expect(withAddress(NODE, 'fc00:f853:ccd:e793::3')?.name).toBe('eth0');
    expect(withAddress(NODE, '10.244.1.1')?.name).toBe('cni0');
    expect(withAddress(NODE, '10.244.1.0')?.name).toBe('flannel.1');
  });

  it.each(['172.18.0.30', '172.18.0', '172.18.0.3/16', ''])('finds none for "%s"', (address) => {
    expect(withAddress(NODE, address)).toBeUndefined();
  });
});

describe('interfaceTable', () => {
  it('asks the place for devices, details and addresses at once', async () => {
    const runner = new FakeRunner(() => recorded('pod-b'));
    expect((await interfaceTable(runner)).map((d) => d.name)).toEqual(['lo', 'wire', 'eth0']);
    expect(runner.asked).toEqual(['ip -j -d addr show']);
  });

  it('fails as ip does', async () => {
    const runner = new FakeRunner(() => ({ exitCode: 255 }));
    await expect(interfaceTable(runner)).rejects.toBeInstanceOf(CommandError);
  });
});
