import type { Device, Family, Namespace, Neighbour, Route } from '../topology.ts';
import { podSysctls } from './sysctls.ts';

const HOST_BITS = { 4: 32, 6: 128 } as const;

/** A pod as Cilium and Calico attach it, and what its node must know of it. */
export interface RoutedPod {
  readonly name: string;
  readonly address: string;
  /** The host side of its veth pair, `lxcN` in the node. */
  readonly host: Device;
  readonly eth0: Device;
  readonly namespace: Namespace;
  /** The node's host route to it, and its MAC address. */
  readonly route: Route;
  readonly neighbour: Neighbour;
}

/** Pod n of a node: it has one address, and knows nothing but its gateway. */
export function routedPod(n: number, node: string, gateway: string, family: Family): RoutedPod {
  const name = `pod${n}`;
  const address = `${gateway}${n}`;
  const host: Device = {
    namespace: node,
    name: `lxc${n}`,
    mac: `02:00:00:00:0${n}:01`,
    addresses: [],
  };
  const eth0: Device = {
    namespace: name,
    name: 'eth0',
    mac: `02:00:00:00:0${n}:02`,
    addresses: [`${address}/${HOST_BITS[family]}`],
  };
  const namespace: Namespace = {
    role: 'pod',
    node,
    sysctls: podSysctls(family),
    routes: [
      { to: gateway, device: 'eth0' },
      { to: 'default', via: gateway, device: 'eth0' },
    ],
    neighbours: [{ address: gateway, mac: host.mac, device: 'eth0' }],
  };
  return {
    ...{ name, address, host, eth0, namespace },
    route: { to: address, device: host.name },
    neighbour: { address, mac: eth0.mac, device: host.name },
  };
}
