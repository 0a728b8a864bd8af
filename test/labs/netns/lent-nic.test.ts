import { describe, expect, it } from 'vitest';
import {
  isInUse,
  type ShownDevice,
  stateOfAlias,
  toAlias,
} from '../../../src/labs/netns/lent-nic.ts';

const IDLE: ShownDevice = {
  ...{ ifname: 'ens1f0', address: '52:54:00:12:34:56', flags: ['BROADCAST', 'MULTICAST'] },
  addr_info: [],
};
const ALONE = { functions: 0, above: [] };

describe('a NIC that may be lent', () => {
  it('is one that nobody uses', () => {
    expect(isInUse(IDLE, ALONE)).toBeNull();
  });

  it.each([
    ['it is up', { ...IDLE, flags: [...IDLE.flags, 'UP', 'LOWER_UP'] }, ALONE],
    ['it is up', { ...IDLE, flags: ['NO-CARRIER', 'UP'] }, ALONE],
    ['it has addresses', { ...IDLE, addr_info: [{ local: '192.0.2.1' }] }, ALONE],
    ['it is marked "spare, ask Ann"', { ...IDLE, ifalias: 'spare, ask Ann' }, ALONE],
    ['bond0, ens1f0.7 is on top of it', IDLE, { ...ALONE, above: ['bond0', 'ens1f0.7'] }],
    ['it has 4 virtual functions', IDLE, { ...ALONE, functions: 4 }],
  ])('is not: %s', (why, device, nic) => {
    expect(isInUse(device, nic)).toBe(why);
  });
});

describe('the mark on a NIC that is lent', () => {
  const before = { pci: '0000:01:00.0', name: 'ens1f0', mac: '52:54:00:12:34:56', autoprobe: true };

  it.each([true, false])('says how it was before, autoprobe %s', (autoprobe) => {
    const state = { ...before, autoprobe };
    expect(stateOfAlias(toAlias(state))).toEqual(state);
    expect(toAlias(state).length).toBeLessThan(256); // IFALIASZ
  });

  it.each(['', 'uplink', 'cni-lab:', 'cni-lab:ens1f0', 'spare 1 2 3'])(
    'is not taken for ours: "%s"',
    (alias) => {
      expect(stateOfAlias(alias)).toBeNull();
    },
  );
});
