import type { Device, Family, Topology } from '../topology.ts';
import { podSysctls } from './sysctls.ts';
import { uplinkedPair } from './uplinked-pair.ts';

const SWITCH = 'switch';
const BRIDGE: Device = {
  ...{ namespace: SWITCH, name: 'br0', mac: '02:00:00:00:50:09', addresses: [] },
};

/**
 * Two pods on macvlan devices in VEPA mode, and at the other end of their node's wire a switch that
 * reflects: it sends a frame back out of the port that it came in by. Every frame passes the wire twice.
 */
export function reflectedPair(family: Family): Topology {
  const pair = uplinkedPair({ type: 'macvlan', options: 'mode vepa' })(family);
  const { outside: _, ...namespaces } = pair.namespaces;
  const port = (device: Device): Device =>
    device.namespace === 'outside'
      ? {
          ...{ ...device, namespace: SWITCH, name: 'port1', addresses: [] },
          ...{ master: BRIDGE.name, hairpin: true },
        }
      : device;
  const [wire, ...others] = pair.links as [(typeof pair.links)[number] & { kind: 'veth' }];
  const tap = (namespace: string, device: string, only: 'in' | 'out') => ({
    ...{ name: `${namespace}/${device}-${only}`, namespace, device, only },
  });
  return {
    ...pair,
    namespaces: {
      ...namespaces,
      [SWITCH]: { role: 'network', sysctls: podSysctls(family), routes: [], neighbours: [] },
    },
    links: [
      { kind: 'device', type: 'bridge', device: BRIDGE },
      { kind: 'veth', ends: [wire.ends[0], port(wire.ends[1])] },
      ...others,
    ],
    taps: [
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
      tap('node1', 'eth0', 'out'),
      tap(SWITCH, 'port1', 'in'),
      tap(SWITCH, 'port1', 'out'),
      tap('node1', 'eth0', 'in'),
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
