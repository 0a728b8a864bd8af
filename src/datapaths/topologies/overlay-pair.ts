import type { Device, Family, Link, Namespace, Program, Topology } from '../topology.ts';
import { nodePair } from './node-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';

const TUNNEL = 'cilium_vxlan';
/** Linux's own VXLAN port, which Cilium and flannel use; the one assigned by IANA is 4789. */
export const VXLAN_PORT = 8472;
/** The wire's MTU without what VXLAN over IPv4 adds. */
const POD_MTU = 1450;

/**
 * The two nodes of `nodePair` with an overlay between them, as Cilium makes it: one VXLAN device in
 * external mode on each node, pods of the other node routed into it. A program puts a pod's packets into
 * the tunnel. The nodes speak IPv4, the pods either.
 * @param fromTunnel what runs where they come out of it
 */
export function overlayPair(fromTunnel: Program['object']): (family: Family) => Topology {
  return (family) => overlay(nodePair()(family), fromTunnel);
}

function overlay(native: Topology, fromTunnel: Program['object']): Topology {
  const { family } = native;
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withTunnel(name, namespace, family) : namespace,
      ]),
    ),
    links: [
      ...native.links.map(withTunnelOn),
      ...['node1', 'node2'].map((node) => ({
        ...{ kind: 'device' as const, type: 'vxlan', device: tunnel(node) },
        options: `external dstport ${VXLAN_PORT}`,
      })),
    ],
    programs: [1, 2].flatMap((n): Program[] => [
      { namespace: `node${n}`, device: `lxc${n}`, hook: 'ingress', object: 'encap' },
      { namespace: `node${n}`, device: TUNNEL, hook: 'ingress', object: fromTunnel },
    ]),
    taps: withTunnelTaps(native.taps, (node) => ({ tap: TUNNEL, device: tunnel(node) })),
  };
}

/** Pods of the other node are behind the tunnel, with that node's IPv4 address as the next hop. */
function withTunnel(name: string, node: Namespace, family: Family): Namespace {
  const other = name === 'node1' ? 'node2' : 'node1';
  const address = underlay(other);
  const via = family === 4 ? address : `fe80::${address}`;
  const isRemote = (route: Namespace['routes'][number]) => route.via !== undefined;
  return {
    ...node,
    routes: node.routes.map((r) => (isRemote(r) ? { ...r, via, device: TUNNEL, onlink: true } : r)),
    neighbours: [...node.neighbours, { address: via, mac: tunnel(other).mac, device: TUNNEL }],
  };
}

/** A node's address on the wire. */
function underlay(node: string): string {
  return `192.168.50.${node.at(-1)}`;
}

/** The wire carries the tunnel, over IPv4; pods leave room for its headers. */
function withTunnelOn(link: Link): Link {
  if (link.kind !== 'veth') return link;
  const [host, peer] = link.ends;
  if (peer.namespace.startsWith('pod')) return { ...link, ends: [host, { ...peer, mtu: POD_MTU }] };
  const onWire = (d: Device) => ({ ...d, addresses: [`${underlay(d.namespace)}/24`] });
  return { ...link, ends: [onWire(host), onWire(peer)] };
}

function tunnel(node: string): Device {
  return { namespace: node, name: TUNNEL, mac: `02:00:00:00:60:0${node.at(-1)}`, addresses: [] };
}
