import type { Device } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family } from '../topology.ts';
import { GATEWAY } from './pod-pair.ts';
import { podSysctls } from './sysctls.ts';

export const SEGMENT_BITS = { 4: 24, 6: 64 } as const;

/** A pod's end on a network where all find each other without a router. */
export interface SegmentPod {
  readonly name: string;
  readonly namespace: Namespace;
  readonly eth0: Device;
}

/** Pod n of node 1, with an address in the subnet that all have, and a route to nothing else. */
export function segmentPod(n: number, family: Family): SegmentPod {
  const name = `pod${n}`;
  return {
    name,
    namespace: {
      ...{ role: 'pod', node: 'node1', sysctls: podSysctls(family), routes: [], neighbours: [] },
    },
    eth0: {
      namespace: name,
      name: 'eth0',
      mac: `02:00:00:00:0${n}:02`,
      addresses: [`${GATEWAY[family]}${n}/${SEGMENT_BITS[family]}`],
    },
  };
}
