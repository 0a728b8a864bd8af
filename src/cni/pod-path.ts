import type { Device } from './devices.ts';
import type { LivePod } from './live-node.ts';
import { isHostRoute, type Route, routeTo } from './routes.ts';

/** How a node reaches one of its pods. */
export type PodPath =
  | { readonly way: 'bridged'; readonly device: string; readonly bridge: string }
  | { readonly way: 'routed'; readonly device: string }
  | { readonly way: 'openvswitch'; readonly device: string }
  | { readonly way: 'unknown'; readonly device: string | null; readonly why: string };

export function podPath(
  pod: LivePod,
  devices: readonly Device[],
  routes: readonly Route[],
): PodPath {
  const device = devices.find((d) => d.ifindex === pod.hostIfindex);
  if (!device) return unknown(null, "the host side of the pod's device is not known");
  const { name, kind, master } = device;
  if (kind !== 'veth' && kind !== 'netkit') {
    return unknown(
      name,
      `the pod's device is no veth pair: it stands on ${name} (${kind ?? 'a network card'})`,
    );
  }
  if (master !== null) return portOf(name, master, devices);
  // A node's own uplink can be a veth without master too, as in kind: a macvlan on it looks so.
  const route = routes.find((r) => r.device === name && isHostRoute(r) && leadsTo(r, pod));
  return route
    ? { way: 'routed', device: name }
    : unknown(name, `no route leads to the pod by its device ${name}`);
}

function portOf(device: string, master: string, devices: readonly Device[]): PodPath {
  const kind = devices.find((d) => d.name === master)?.kind ?? null;
  if (kind === 'bridge') return { way: 'bridged', device, bridge: master };
  if (kind === 'openvswitch') return { way: 'openvswitch', device };
  return unknown(device, `${device} is a port of ${master}, which is no bridge (${kind})`);
}

function leadsTo(route: Route, pod: LivePod): boolean {
  return pod.address === null || routeTo([route], pod.address) !== null;
}

function unknown(device: string | null, why: string): PodPath {
  return { way: 'unknown', device, why };
}
