import type { Leg } from '../verdict/join-key.ts';

/** A pod and the node that it is on, by their roles: `pod1`, `node1`. */
export interface End {
  readonly pod: string;
  readonly node: string;
}

/** The way of one leg. */
export interface Path {
  /** Taps in the order in which the leg passes them. */
  readonly taps: readonly string[];
  readonly sender: End;
  readonly receiver: End;
}

/** @param taps in the order of the request */
export function pathOf(leg: Leg, taps: readonly string[], client: End, server: End): Path {
  return leg === 'request'
    ? { taps, sender: client, receiver: server }
    : { taps: [...taps].reverse(), sender: server, receiver: client };
}

/** Places on the path are numbers: tap number i is at i times this, events are between taps. */
const STEP = 10;

export function positionOfTap(tap: string, { taps }: Path): number {
  return taps.indexOf(tap) * STEP;
}

/**
 * Where on the path an observation point is, by what it says; null where that cannot be told (drops).
 * Programs run before the tap of a device when a packet goes out of it, after it when one comes in.
 */
export function positionOfPoint(point: string, node: string, path: Path): number | null {
  const { sender, receiver } = path;
  const wayOut: Record<string, readonly [string, number]> = {
    'from-endpoint': [`${sender.pod}/lxc`, 1],
    'to-proxy': [`${sender.pod}/lxc`, 2],
    'from-proxy': [`${sender.pod}/lxc`, 3],
    'to-host': [`${sender.pod}/lxc`, 4],
    'to-stack': [`${sender.pod}/lxc`, 4],
    'from-host': [`${sender.pod}/lxc`, 5],
    'from-stack': [`${sender.pod}/lxc`, 5],
    'to-overlay': [tunnelOf(sender.node, path), -2],
    'to-crypto': [tunnelOf(sender.node, path), -2],
    'to-network': [`${sender.node}/eth0`, -1],
  };
  const wayIn: Record<string, readonly [string, number]> = {
    'from-network': [`${receiver.node}/eth0`, 1],
    'from-crypto': [tunnelOf(receiver.node, path), 2],
    'from-overlay': [tunnelOf(receiver.node, path), 2],
    'to-host': [`${receiver.pod}/lxc`, -5],
    'to-stack': [`${receiver.pod}/lxc`, -5],
    'from-host': [`${receiver.pod}/lxc`, -4],
    'from-stack': [`${receiver.pod}/lxc`, -4],
    'to-proxy': [`${receiver.pod}/lxc`, -3],
    'from-proxy': [`${receiver.pod}/lxc`, -2],
    'to-endpoint': [`${receiver.pod}/lxc`, -1],
  };
  const found =
    (node === sender.node ? wayOut[point] : undefined) ??
    (node === receiver.node ? wayIn[point] : undefined);
  if (!found) return null;
  const [tap, offset] = found;
  return path.taps.includes(tap) ? positionOfTap(tap, path) + offset : null;
}

/** Where an event of this node is that does not tell itself: behind where the node comes in. */
export function entranceOf(node: string, path: Path): number {
  const [tap, offset] =
    node === path.sender.node ? [`${path.sender.pod}/lxc`, 1] : [`${node}/eth0`, 1];
  return Math.max(0, positionOfTap(tap, path)) + offset;
}

/** The tap of the node's tunnel device, or of the wire where it has none. */
function tunnelOf(node: string, { taps }: Path): string {
  const wire = `${node}/eth0`;
  const own = taps.filter((tap) => tap.startsWith(`${node}/`) && tap !== wire);
  return own.find((tap) => tap !== `${node}/cni0`) ?? wire;
}
