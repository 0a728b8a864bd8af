import { makerOf } from '../cni/cni-name.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { NodeDevice } from './inspection.ts';
import { isTunnel } from './tunnel.ts';

/** A node's own devices that pods' packets may pass, the wire first. */
export function devicesOfInterest(
  devices: readonly DeviceFacts[],
  addresses: readonly string[],
): { device: DeviceFacts; role: NodeDevice['role'] }[] {
  const found = devices.flatMap((device) => {
    const role = roleOf(device, addresses);
    return role ? [{ device, role }] : [];
  });
  const order: readonly NodeDevice['role'][] = ['wire', 'bridge', 'tunnel', 'cni'];
  return found.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function roleOf(device: DeviceFacts, addresses: readonly string[]): NodeDevice['role'] | null {
  const { kind, name, linkIndex } = device;
  if (device.addresses.some((a) => addresses.includes(a.split('/')[0]!))) return 'wire';
  if (kind === 'bridge' || kind === 'openvswitch') return 'bridge';
  if (isTunnel(kind)) return 'tunnel';
  // the other end of a CNI's device that leads out of the node is in a pod
  return makerOf(name) !== null && linkIndex === null ? 'cni' : null;
}
