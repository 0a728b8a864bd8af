import { describe, expect, it } from 'vitest';
import { parseDeviceFacts, withAnyAddress } from '../../src/inspect/device-facts.ts';
import { recorded } from './recorded-lab.ts';

const worker = parseDeviceFacts(recorded('bridge/worker.addr.json'));
const one = (link: object) => parseDeviceFacts(JSON.stringify([link]))[0]!;

describe('the devices of a node', () => {
  it('are all there with their addresses and counters', () => {
    expect(worker.map(({ name }) => name)).toContain('cni0');
    const bridge = worker.find(({ name }) => name === 'cni0')!;
    expect(bridge).toMatchObject({ kind: 'bridge', mtu: 1500, up: true, linkIndex: null });
    expect(bridge.addresses).toEqual(['10.244.1.1/24']);
    expect(bridge.rx).toBeGreaterThan(0);
  });

  it('know what they are a port of, and how', () => {
    const port = worker.find(({ master }) => master === 'cni0')!;
    expect(port).toMatchObject({ kind: 'veth', linkIndex: 2 });
    expect(port.port).toEqual({ state: 'forwarding', hairpin: true });
  });

  it('have the program on their XDP hook, by name where the kernel has one', () => {
    const link = { ifindex: 2, ifname: 'eth0' };
    expect(one({ ...link, xdp: { mode: 1, prog: { id: 9, name: 'drop' } } }).xdp).toBe('drop');
    expect(one({ ...link, xdp: { mode: 1, prog: { id: 9 } } }).xdp).toBe('program 9');
    expect(one(link).xdp).toBeNull();
  });

  it('have no MAC address where an IP address stands in its place', () => {
    expect(one({ ifindex: 3, ifname: 'tunl0', address: '0.0.0.0' }).mac).toBeNull();
  });
});

describe('tunnels', () => {
  const tunnel = (kind: string, data: object) =>
    one({ ifindex: 5, ifname: 't', linkinfo: { info_kind: kind, info_data: data } }).tunnel;

  it('of one network have its VNI, port, local end and device', () => {
    expect(
      tunnel('vxlan', { id: 1, local: '172.18.0.2', link: 'eth0', port: 8472, external: false }),
    ).toEqual({
      ...{ vni: 1, port: 8472, local: '172.18.0.2', remote: null, device: 'eth0', external: false },
    });
  });

  it('that are external have no VNI of their own', () => {
    expect(tunnel('vxlan', { external: true, id: 0, port: 8472 })).toMatchObject({
      ...{ vni: null, external: true, port: 8472 },
    });
  });

  it('to anywhere have no remote end', () => {
    expect(tunnel('ipip', { remote: 'any', local: '10.0.0.1' })).toMatchObject({ remote: null });
    expect(tunnel('ipip', { remote: '10.0.0.2' })).toMatchObject({ remote: '10.0.0.2' });
  });

  it('are no bridges', () => {
    expect(tunnel('bridge', {})).toBeNull();
  });
});

describe('text that is no list of devices', () => {
  it.each([null, '', 'Cannot open network namespace', '{}', '[1, null, {"ifname": 3}]'])(
    'has none: %s',
    (text) => {
      expect(parseDeviceFacts(text)).toEqual([]);
    },
  );
});

it('finds the device with one of several addresses, in their order', () => {
  expect(withAnyAddress(worker, ['10.9.9.9', '172.18.0.6'])?.name).toBe('eth0');
  expect(withAnyAddress(worker, ['10.244.1.1', '172.18.0.6'])?.name).toBe('cni0');
  expect(withAnyAddress(worker, ['10.244.1'])).toBeNull();
});
