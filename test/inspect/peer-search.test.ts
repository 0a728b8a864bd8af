import { describe, expect, it } from 'vitest';
import { type DeviceFacts, parseDeviceFacts } from '../../src/inspect/device-facts.ts';
import { findPeer, type SearchedPlace } from '../../src/inspect/peer-search.ts';

const device = (
  name: string,
  ifindex: number,
  link_index?: number,
  link_netnsid?: number,
  info_kind = 'veth',
): DeviceFacts =>
  parseDeviceFacts(
    JSON.stringify([{ ifname: name, ifindex, link_index, link_netnsid, linkinfo: { info_kind } }]),
  )[0]!;
const place = (
  name: string | null,
  devices: readonly DeviceFacts[],
  netnsIds: SearchedPlace['netnsIds'] = [],
): SearchedPlace => ({ name, devices, netnsIds });

const eth0 = device('eth0', 2, 7, 0);
const box = place('box', [eth0], [{ nsid: 0, name: null }]);
const here = place(null, [device('veth7', 7, 2, 4)], [{ nsid: 4, name: 'box' }]);

describe('the other end of a device', () => {
  it('is in the namespace whose device names it in turn', () => {
    expect(findPeer(eth0, box, [here, place('other', [])])).toEqual({ place: here, unknown: null });
  });

  it('is known by name in both, whatever else has such numbers', () => {
    const from = place('box', [eth0], [{ nsid: 0, name: 'node' }]);
    const node = place('node', [device('veth7', 7, 2, 0)], [{ nsid: 0, name: 'box' }]);
    const alike = place('alike', [device('veth7', 7, 2, 0)], [{ nsid: 0, name: 'third' }]);
    expect(findPeer(eth0, from, [here, alike, node]).place).toBe(node);
    expect(findPeer(eth0, from, [here, alike]).place).toBeNull();
  });

  it('is not a device that names another', () => {
    for (const other of [
      device('veth7', 7, 3, 4), // another of that namespace
      device('veth7', 7, 2, 5), // one of another namespace
      device('veth7', 8, 2, 4),
      device('dummy7', 7, undefined, undefined, 'dummy'),
    ]) {
      const ids = [
        { nsid: 4, name: 'box' },
        { nsid: 5, name: 'third' },
      ];
      expect(findPeer(eth0, box, [place(null, [other], ids)]).unknown).toBe(
        'the other end of eth0 is device 7 in nsid 0 of its namespace, which is neither here nor has a name here: unknown',
      );
    }
  });

  it('is not guessed where several fit', () => {
    const twin = place(null, [device('veth7', 7, 2, 4)]);
    expect(
      findPeer(eth0, place(null, [eth0]), [place(null, here.devices), twin]).unknown,
    ).toContain('2 namespaces have one that fits: unknown');
  });

  it('is what a macvlan stands on, which does not name it', () => {
    const macvlan = device('eth0', 9, 3, 0, 'macvlan');
    const host = place(null, [device('ens3', 3, undefined, undefined, 'x')]);
    expect(
      findPeer(macvlan, place('box', [macvlan], [{ nsid: 0, name: null }]), [host]).place,
    ).toBe(host);
  });

  it('is none of a device that has none, or has it beside itself', () => {
    expect(findPeer(device('lo', 1), box, [here]).unknown).toContain('no other end');
    expect(findPeer(device('a', 3, 4), box, [here]).unknown).toContain('in the same namespace');
  });
});
