import type { Device } from '../link.ts';
import type { Topology } from '../topology.ts';
import { GATEWAY } from './pod-pair.ts';
import { HOST_BITS } from './routed-pod.ts';

/** Node 1 with an address among its pods, on the pair of devices that Cilium puts it on. */
export function withCiliumHost(topology: Topology): Topology {
  const { family } = topology;
  const end = (name: string, mac: string, addresses: readonly string[]): Device => ({
    ...{ namespace: 'node1', name, mac, addresses },
  });
  const host = end('cilium_host', '02:00:00:00:70:01', [`${GATEWAY[family]}/${HOST_BITS[family]}`]);
  const net = end('cilium_net', '02:00:00:00:70:02', []);
  return { ...topology, links: [...topology.links, { kind: 'veth', ends: [host, net] }] };
}
