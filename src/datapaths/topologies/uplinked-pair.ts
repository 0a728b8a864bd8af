import type { Link } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { GATEWAY } from './pod-pair.ts';
import { SEGMENT_BITS, segmentPod } from './segment-pod.ts';
import { podSysctls } from './sysctls.ts';

/** A kind of device that is made on top of a node's own, and given to a pod. */
export interface OnUplink {
  readonly type: 'macvlan' | 'ipvlan';
  /** What follows the type: `mode bridge`. */
  readonly options: string;
}

const UPLINK = { namespace: 'node1', name: 'eth0' } as const;
const UPLINK_MAC = '02:00:00:00:50:01';

/**
 * Two pods whose eth0 are devices on top of node 1's own eth0, which has a wire to a host outside. All
 * of them are in one subnet.
 */
export function uplinkedPair({ type, options }: OnUplink): (family: Family) => Topology {
  return (family) => {
    const pods = [1, 2].map((n) => segmentPod(n, family));
    const host = (n: number) => `${GATEWAY[family]}0${n}/${SEGMENT_BITS[family]}`;
    const uplink = { ...UPLINK, mac: UPLINK_MAC, addresses: [host(1)] };
    const outside = {
      ...{ namespace: 'outside', name: 'eth0', mac: '02:00:00:00:50:02', addresses: [host(2)] },
    };
    return {
      family,
      namespaces: {
        node1: { role: 'node', sysctls: podSysctls(family), routes: [], neighbours: [] },
        outside: { role: 'network', sysctls: podSysctls(family), routes: [], neighbours: [] },
        ...Object.fromEntries(pods.map((p) => [p.name, p.namespace])),
      },
      links: [
        { kind: 'veth', ends: [uplink, outside] },
        ...pods.map(({ eth0 }): Link => {
          const device = type === 'ipvlan' ? { ...eth0, mac: UPLINK_MAC } : eth0;
          return { ...{ kind: 'device', type, device, lower: UPLINK, options } };
        }),
      ],
      programs: [],
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [
        { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
        {
          ...{ name: 'node1/eth0', namespace: 'node1', device: 'eth0' },
          // ipvlan devices hand frames to each other without it
          ...(type === 'ipvlan' && { canary: { from: 'node1', to: 'outside' } }),
        },
        {
          ...{ name: 'outside/eth0', namespace: 'outside', device: 'eth0' },
          canary: { from: 'node1', to: 'outside' },
        },
        { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
      ],
    };
  };
}
