import type { Device, Family, Link, Namespace, Topology } from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { VXLAN_PORT } from './overlay-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';
import { withRoom } from './with-room.ts';

const VNI = 1;
/** flannel has a device for each family: the nodes' own addresses are of the pods' family. */
const TUNNEL = {
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
      ...native.links.map((link) => withRoom(link, TUNNEL[family].mtu)),
      ...[1, 2].map(vxlan(family)),
    ],
    taps: withTunnelTaps(native.taps, (node) => ({
      tap: TUNNEL[4].name,
      device: tunnel(numberOf(node), family),
    })),
  };
}

function withTunnel(name: string, node: Namespace, family: Family): Namespace {
  const plan = PLAN[family];
  const other = numberOf(name) === 1 ? 2 : 1;
  const { name: device, mac } = tunnel(other, family);
  const via = plan.pods(other);
  return {
    ...node,
    routes: [{ to: `${via}/${plan.podBits}`, via, device, onlink: true }],
    neighbours: [...node.neighbours, { address: via, mac, device }],
    fdb: [{ mac, device, remote: plan.node(other) }],
  };
}

function vxlan(family: Family): (n: number) => Link {
  const local = PLAN[family].node;
  return (n) => ({
    ...{ kind: 'device', type: 'vxlan', device: tunnel(n, family) },
    options: `id ${VNI} local ${local(n)} dev eth0 nolearning dstport ${VXLAN_PORT}`,
  });
}

/** Its address is the first of the node's subnet, the one that no pod gets. */
function tunnel(n: number, family: Family): Device {
  const addresses = [`${PLAN[family].pods(n)}/${family === 4 ? 32 : 128}`];
  return { namespace: `node${n}`, mac: `02:00:00:00:60:0${n}`, addresses, ...TUNNEL[family] };
}

function numberOf(node: string): number {
  return Number(node.at(-1));
}
