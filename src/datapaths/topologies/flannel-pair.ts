import type {
  Device,
  Family,
  Link,
  Namespace,
  Neighbour,
  Route,
  Topology,
  TunnelEnd,
} from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { nodePair, PLAN, podPrefix } from './node-pair.ts';
import { VXLAN_PORT } from './overlay-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';

const VNI = 1;
/** flannel has a device for each family: the nodes' own addresses are of the pods' family. */
export const TUNNEL = {
  4: { name: 'flannel.1', mtu: 1450 },
  6: { name: 'flannel-v6.1', mtu: 1430 },
} as const;

/**
 * Two nodes with a bridge each, and flannel's overlay between them: one VXLAN device on each node that
 * learns nothing. The other node's pods are routed to the address of its tunnel device (its subnet's
 * first), whose MAC address is a permanent neighbour and whose node is in the FDB, as flanneld writes them.
 */
export function flannelPair(family: Family): Topology {
  const native = nodePair(undefined, bridgedPod)(family);
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withTunnel(name, namespace, family) : namespace,
      ]),
    ),
    links: [
      ...native.links.map((link) => withRoom(link, family)),
      ...[1, 2].map((n) => vxlan(n, PLAN[family].node(n), family)),
    ],
    taps: withTunnelTaps(native.taps, (node) => ({
      tap: TUNNEL[4].name,
      device: tunnel(numberOf(node), family),
    })),
  };
}

function withTunnel(name: string, node: Namespace, family: Family): Namespace {
  const other = numberOf(name) === 1 ? 2 : 1;
  const { route, neighbour, end } = toTunnel(other, PLAN[family].node(other), family);
  return {
    ...node,
    routes: [route],
    neighbours: [...node.neighbours, neighbour],
    fdb: [end],
  };
}

/** What a node must know of node n, whose address is `remote`, to reach its pods by the tunnel. */
export function toTunnel(
  n: number,
  remote: string,
  family: Family,
): { readonly route: Route; readonly neighbour: Neighbour; readonly end: TunnelEnd } {
  const { name: device, mac } = tunnel(n, family);
  const via = PLAN[family].pods(n);
  return {
    route: { to: podPrefix(n, family), via, device, onlink: true },
    neighbour: { address: via, mac, device },
    end: { mac, device, remote },
  };
}

/** The tunnel device of node n, whose address is `local`. */
export function vxlan(n: number, local: string, family: Family): Link {
  return {
    ...{ kind: 'device', type: 'vxlan', device: tunnel(n, family) },
    options: `id ${VNI} local ${local} dev eth0 nolearning dstport ${VXLAN_PORT}`,
  };
}

/** Its address is the first of the node's subnet, the one that no pod gets. */
export function tunnel(n: number, family: Family): Device {
  const addresses = [`${PLAN[family].pods(n)}/${family === 4 ? 32 : 128}`];
  return { namespace: `node${n}`, mac: `02:00:00:00:60:0${n}`, addresses, ...TUNNEL[family] };
}

/** Pods and their bridges leave room for the tunnel's headers. */
export function withRoom(link: Link, family: Family): Link {
  const { mtu } = TUNNEL[family];
  if (link.kind === 'device') return { ...link, device: { ...link.device, mtu } };
  if (link.kind !== 'veth' || link.ends[0].name === 'eth0') return link;
  const [host, eth0] = link.ends;
  return {
    ...link,
    ends: [
      { ...host, mtu },
      { ...eth0, mtu },
    ],
  };
}

function numberOf(node: string): number {
  return Number(node.at(-1));
}
