import { describe, expect, it } from 'vitest';
import { endpointDevice } from '../../src/cni/cilium/endpoint-device.ts';
import { type DeviceFacts, parseDeviceFacts } from '../../src/inspect/device-facts.ts';
import { type MapFacts, podMap } from '../../src/inspect/pod-map.ts';
import { recorded } from './recorded-lab.ts';

const devices = parseDeviceFacts(recorded('cilium/worker.addr.json'));
const own = parseDeviceFacts(recorded('cilium/pod-b.addr.json')).find((d) => d.name === 'eth0')!;
const found = endpointDevice(recorded('cilium/worker.endpoints.json'), 'cil-smoke', 'b')!;
const ethtool = { text: '     peer_ifindex: 13\n', why: null, command: 'ethtool -S eth0' };
const all: MapFacts = {
  ...{ own, devices, ethtool, endpoints: { found, command: 'endpoint list' } },
  commands: { own: 'ip link', host: 'ip link' },
};

const answerOf = (facts: MapFacts, source: string) =>
  podMap(facts).answers.find((answer) => answer.source === source)!;
const changed = (name: string, change: Partial<DeviceFacts>) =>
  devices.map((device) => (device.name === name ? { ...device, ...change } : device));

describe("a pod's other end with real Cilium", () => {
  it('is the same for link_index, ethtool, the endpoint list and on the way back', () => {
    const map = podMap(all);
    expect(map.agree).toBe(true);
    expect(map.answers.map(({ source }) => source)).toEqual([
      ...['link_index', 'ethtool', 'endpoint list', 'way back'],
    ]);
    for (const answer of map.answers) expect(answer.ifindex).toBe(13);
    expect(answerOf(all, 'link_index').said).toBe(`${found.name} (13)`);
  });
});

describe('a disagreement', () => {
  it('of ethtool is one, and says which device it means', () => {
    const facts = { ...all, ethtool: { ...ethtool, text: 'peer_ifindex: 11' } };
    expect(podMap(facts).agree).toBe(false);
    expect(answerOf(facts, 'ethtool')).toMatchObject({ agrees: false, ifindex: 11 });
    expect(answerOf(facts, 'ethtool').said).toMatch(/^lxc[0-9a-f]{12} \(11\)$/);
  });

  it('of the endpoint list is one: index, name or MAC addresses', () => {
    const other = (change: object) => ({
      ...all,
      endpoints: { found: { ...found, ...change }, command: '' },
    });
    for (const change of [{ ifindex: 11 }, { name: 'lxc0' }, { hostMac: '02:00:00:00:00:01' }]) {
      expect(podMap(other(change)).agree).toBe(false);
    }
    expect(answerOf(other({ podMac: '02:00:00:00:00:01' }), 'endpoint list')).toMatchObject({
      ...{ agrees: false, said: expect.stringContaining(`the pod's MAC is ${own.mac}`) },
    });
    expect(podMap(other({ hostMac: found.hostMac?.toUpperCase() })).agree).toBe(true);
  });

  it('is a device that points back to another', () => {
    const facts = { ...all, devices: changed(found.name, { linkIndex: 99 }) };
    expect(podMap(facts).agree).toBe(false);
    expect(answerOf(facts, 'way back')).toMatchObject({ agrees: false, ifindex: null });
  });

  it('is not hidden by others that agree', () => {
    const facts = { ...all, ethtool: { ...ethtool, text: 'peer_ifindex: 4711' } };
    const said = podMap(facts).answers.filter(({ agrees }) => agrees === false);
    expect(said.map((answer) => answer.said)).toEqual(['4711, which no device of the node has']);
  });
});

describe('whoever says nothing', () => {
  it('neither agrees nor disagrees: ethtool that is not installed', () => {
    const facts = { ...all, ethtool: { ...ethtool, text: null, why: 'ethtool is not installed' } };
    expect(podMap(facts).agree).toBe(true);
    expect(answerOf(facts, 'ethtool')).toMatchObject({
      ...{ agrees: null, ifindex: null, said: 'ethtool is not installed' },
    });
  });

  it('is an agent that does not know the pod', () => {
    const facts = { ...all, endpoints: { found: null, command: '' } };
    expect(answerOf(facts, 'endpoint list').agrees).toBeNull();
  });

  it('is ethtool of a netkit device, which has no such statistics', () => {
    const facts = { ...all, own: { ...own, kind: 'netkit' } };
    expect(podMap(facts).answers.map(({ source }) => source)).not.toContain('ethtool');
  });

  it('leaves link_index alone where there is nobody else', () => {
    const silent = { ...ethtool, text: null, why: 'ethtool is not installed' };
    const facts = { ...all, ethtool: silent, endpoints: null, devices: [] };
    expect(podMap(facts).agree).toBeNull();
  });
});
