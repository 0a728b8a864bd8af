import type { Device } from './devices.ts';
import { type Route, routeTo } from './routes.ts';

/** How a node reaches a pod of another node. */
export type NodeHop =
  | { readonly way: 'routed'; readonly gateway: string; readonly device: string }
  | { readonly way: Encapsulation; readonly device: string }
  | { readonly way: 'unknown'; readonly why: string };

export type Encapsulation =
  | 'vxlan'
  | 'geneve'
  | 'ipip'
  | 'gre'
  | 'udp'
  | 'wireguard'
  | 'openvswitch';

/** By the kind of the device; a tun hands packets to a program, which sends them in UDP. */
export const ENCAPSULATIONS: Readonly<Record<string, Encapsulation>> = {
  vxlan: 'vxlan',
  geneve: 'geneve',
  ipip: 'ipip',
  gre: 'gre',
  tun: 'udp',
  wireguard: 'wireguard',
  openvswitch: 'openvswitch',
};

/** Read from the route alone: a tunnel device may be there without being used. */
export function nodeHop(
  address: string,
  devices: readonly Device[],
  routes: readonly Route[],
): NodeHop {
  const route = routeTo(routes, address);
  if (!route || route.device === null) return unknown(`the node has no route to ${address}`);
  if (route.type !== 'unicast') return unknown(`the route to ${address} is ${route.type}`);
  const device = route.device;
  const kind = devices.find((d) => d.name === device)?.kind ?? '';
  if (Object.hasOwn(ENCAPSULATIONS, kind)) {
    return { way: ENCAPSULATIONS[kind] as Encapsulation, device };
  }
  if (route.gateway === null) return unknown(`${address} is on the link of ${device}`);
  if (route.destination === 'default') {
    return unknown(
      `only the default route leads to ${address}: a router knows the way, not the node`,
    );
  }
  return { way: 'routed', gateway: route.gateway, device };
}

function unknown(why: string): NodeHop {
  return { way: 'unknown', why };
}
