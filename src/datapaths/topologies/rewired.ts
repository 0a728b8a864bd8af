import type { Device, Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { TapPoint, Topology } from '../topology.ts';

/** Two nodes' `eth0`, which bear the nodes' addresses and are joined by one wire. */
export interface Wire {
  readonly ends: readonly [Device, Device];
}

/** The wire of `nodePair`, and the links beside it. */
export function wireOf({ links }: Topology): { readonly wire: Wire; readonly others: Link[] } {
  const isWire = (link: Link) => link.kind === 'veth' && link.ends[1].namespace === 'node2';
  const wire = links.find(isWire) as Link & Wire;
  return { wire, others: links.filter((link) => link !== wire) };
}

/** A node whose routes and neighbours lead by another device in the place of eth0. */
export function leadingBy(device: string, node: Namespace): Namespace {
  const by = <T extends { readonly device: string }>(entry: T): T =>
    entry.device === 'eth0' ? { ...entry, device } : entry;
  return { ...node, routes: node.routes.map(by), neighbours: node.neighbours.map(by) };
}

/** A node's tap on each of these devices, from its pods to the wire. */
export function nodeTaps(node: string, names: readonly string[]): TapPoint[] {
  return names.map((device) => ({ name: `${node}/${device}`, namespace: node, device }));
}
