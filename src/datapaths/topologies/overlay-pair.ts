import { NO_MAC } from '../../packets/address.ts';
import type { Device, Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Program } from '../program.ts';
import type { Family, Topology } from '../topology.ts';
import { nodePair } from './node-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';

/** Linux's own VXLAN port, which Cilium and flannel use; the one assigned by IANA is 4789. */
export const VXLAN_PORT = 8472;
/** The one device of an overlay that each node has. */
export interface Overlay {
  readonly name: string;
  /** As `ip link add type` has it. */
  readonly type: string;
  readonly options?: string;
  /** Whether it carries frames, not bare packets. */
  readonly frames: boolean;
  /** The wire's MTU without what it adds over IPv4. */
  readonly mtu: number;
  /** What puts a pod's packets into it. */
  readonly intoTunnel: Program['object'];
}

const VXLAN: Overlay = {
  ...{ name: 'cilium_vxlan', type: 'vxlan', options: `external dstport ${VXLAN_PORT}` },
  ...{ frames: true, mtu: 1450, intoTunnel: 'encap' },
};

/**
 * The two nodes of `nodePair` with an overlay between them, as Cilium makes it: one VXLAN device in
 * external mode on each node, pods of the other node routed into it. A program puts a pod's packets into
 * the tunnel. The nodes speak IPv4, the pods either.
 * @param fromTunnel what runs where they come out of it
 */
export function overlayPair(
  fromTunnel: Program['object'],
  kind: Overlay = VXLAN,
): (family: Family) => Topology {
  return (family) => overlay(nodePair()(family), fromTunnel, kind);
}

function overlay(native: Topology, fromTunnel: Program['object'], kind: Overlay): Topology {
  const { family } = native;
  const tunnel = (node: string): Device => ({
    ...{ namespace: node, name: kind.name, addresses: [] },
    mac: kind.frames ? `02:00:00:00:60:0${node.at(-1)}` : NO_MAC,
  });
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withTunnel(name, namespace, tunnel, family) : namespace,
      ]),
    ),
    links: [
      ...native.links.map((link) => withTunnelOn(link, kind.mtu)),
      ...['node1', 'node2'].map((node) => ({
        ...{ kind: 'device' as const, type: kind.type, device: tunnel(node) },
        ...(kind.options && { options: kind.options }),
      })),
    ],
    programs: [1, 2].flatMap((n): Program[] => [
      { namespace: `node${n}`, device: `lxc${n}`, hook: 'ingress', object: kind.intoTunnel },
      { namespace: `node${n}`, device: kind.name, hook: 'ingress', object: fromTunnel },
    ]),
    taps: withTunnelTaps(native.taps, (node) => ({ tap: kind.name, device: tunnel(node) })),
  };
}

/** Pods of the other node are behind the tunnel, with that node's IPv4 address as the next hop. */
function withTunnel(
  name: string,
  node: Namespace,
  tunnel: (node: string) => Device,
  family: Family,
): Namespace {
  const other = name === 'node1' ? 'node2' : 'node1';
  const { name: device, mac } = tunnel(other);
  const address = underlay(other);
  const via = family === 4 ? address : `fe80::${address}`;
  const isRemote = (route: Namespace['routes'][number]) => route.via !== undefined;
  return {
    ...node,
    routes: node.routes.map((r) => (isRemote(r) ? { ...r, via, device, onlink: true } : r)),
    neighbours: [...node.neighbours, { address: via, mac, device }],
  };
}

/** A node's address on the wire. */
function underlay(node: string): string {
  return `192.168.50.${node.at(-1)}`;
}

/** The wire carries the tunnel, over IPv4; pods leave room for its headers. */
function withTunnelOn(link: Link, mtu: number): Link {
  if (link.kind !== 'veth') return link;
  const [host, peer] = link.ends;
  if (peer.namespace.startsWith('pod')) return { ...link, ends: [host, { ...peer, mtu }] };
  const onWire = (d: Device) => ({ ...d, addresses: [`${underlay(d.namespace)}/24`] });
  return { ...link, ends: [onWire(host), onWire(peer)] };
}
