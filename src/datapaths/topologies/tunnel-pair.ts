import { type Device, hasMac, type Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { PLAN } from './node-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';
import { withRoom } from './with-room.ts';

/** A tunnel device on each of two nodes, into which the nodes' own stacks route. */
export interface Tunnel {
  /** As `ip link add type` has it. */
  readonly type: string;
  /** On node n. Its MTU is the pods' too. */
  readonly device: (n: number) => Device & { readonly mtu: number };
  readonly options?: (n: number) => string;
  /** What taps are named by, in both families; without it, the device's name. */
  readonly tap?: string;
  /** Who is the next hop to the pods of node n; without it, whoever is at the other end. */
  readonly via?: (n: number) => string;
  /**
   * What a daemon tells its device beforehand: the MAC address of the next hop, and at which node that is.
   * Without it, the tunnel asks by ARP or neighbour discovery, and learns.
   */
  readonly isTold?: boolean;
}

/** Two nodes, each of which knew the other's pods by a route on the wire, with that route through a tunnel. */
export function tunnelPair(native: Topology, tunnel: Tunnel): Topology {
  const { family } = native;
  const { mtu } = tunnel.device(1);
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withTunnel(name, namespace, tunnel, family) : namespace,
      ]),
    ),
    links: [
      ...native.links.map((link) => withRoom(link, mtu)),
      ...[1, 2].map((n) => tunnelLink(tunnel, n)),
    ],
    taps: withTunnelTaps(native.taps, (node) => {
      const device = tunnel.device(numberOf(node));
      return { tap: tunnel.tap ?? device.name, device };
    }),
  };
}

/** The tunnel device of node n. */
export function tunnelLink({ type, device, options }: Tunnel, n: number): Link {
  return { kind: 'device', type, device: device(n), ...(options && { options: options(n) }) };
}

function withTunnel(name: string, node: Namespace, tunnel: Tunnel, family: Family): Namespace {
  const plan = PLAN[family];
  const other = numberOf(name) === 1 ? 2 : 1;
  const { name: device, ...far } = tunnel.device(other);
  const to = `${plan.pods(other)}/${plan.podBits}`;
  const via = tunnel.via?.(other);
  const isRemote = (route: Namespace['routes'][number]) => route.to === to;
  const route = { to, ...(via && { via }), device, ...(via && tunnel.isTold && { onlink: true }) };
  const told = via && tunnel.isTold && hasMac({ ...far, name: device });
  return {
    ...node,
    routes: [...node.routes.filter((r) => !isRemote(r)), route],
    neighbours: [...node.neighbours, ...(told ? [{ address: via, mac: far.mac, device }] : [])],
    ...(told && { fdb: [{ mac: far.mac, device, remote: plan.node(other) }] }),
  };
}

function numberOf(node: string): number {
  return Number(node.at(-1));
}
