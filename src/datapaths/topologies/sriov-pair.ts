import type { Device } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { gatewayAddresses } from './gateway-addresses.ts';
import { GATEWAY } from './pod-pair.ts';
import { podSysctls, routerSysctls } from './sysctls.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

const PREFIX = { 4: 24, 6: 64 } as const;

/** Two pods of one node, each with a virtual function of the node's NIC as its eth0: no host side, no pair. */
export function sriovPair(family: Family): Topology {
  const gateway = GATEWAY[family];
  const nic: Device = {
    namespace: 'node1',
    name: 'eth0',
    mac: '02:00:00:00:00:01',
    addresses: gatewayAddresses(gateway, PREFIX[family], family),
  };
  const functions = [1, 2].map(
    (n): Device => ({
      namespace: `pod${n}`,
      name: 'eth0',
      mac: `02:00:00:00:0${n}:02`,
      addresses: [`${gateway}${n}/${PREFIX[family]}`],
    }),
  );
  const pod = {
    ...{ role: 'pod' as const, node: 'node1', sysctls: podSysctls(family), neighbours: [] },
    routes: [{ to: 'default', via: gateway, device: 'eth0' }],
  };
  return {
    family,
    namespaces: {
      node1: {
        ...{ role: 'node', sysctls: routerSysctls(family), routes: [], neighbours: [] },
        nftables: TRACK_FORWARDED,
      },
      pod1: pod,
      pod2: pod,
    },
    links: [{ kind: 'sriov', ends: [nic, ...functions] }],
    programs: [],
    services: [{ namespace: 'pod2', port: 8080 }],
    taps: [
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
      {
        name: 'node1/eth0',
        namespace: 'node1',
        device: 'eth0',
        canary: { from: 'node1', to: 'pod1' },
      },
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
