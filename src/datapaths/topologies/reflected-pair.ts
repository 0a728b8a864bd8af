import type { Device } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
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
      { name: 'node1/eth0', namespace: 'node1', device: 'eth0' },
      { name: `${SWITCH}/port1`, namespace: SWITCH, device: 'port1' },
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
