import type { CaptureInterface } from '../packets/capture-reader.ts';
import { type Device, partsOf } from './device.ts';
import type { Links } from './links.ts';

/**
 * What the devices of a file are called behind `#`, best first: the name that the file or `links` has, if that is
 * no other's; the kernel's index, with the interface's before it where there are several.
 */
export function namesOf(
  devices: readonly Device[],
  interfaces: readonly CaptureInterface[],
  links: Links,
): ReadonlyMap<Device, readonly string[]> {
  const known = devices.map((device) => [device, nameOf(device, interfaces, links)] as const);
  const times = new Map<string, number>();
  for (const [, name] of known) if (name) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(
    known.map(([device, name]) => {
      const isOwn = name !== null && times.get(name) === 1;
      return [device, [...(isOwn ? [name] : []), numberOf(device, interfaces)]];
    }),
  );
}

function nameOf(
  device: Device,
  interfaces: readonly CaptureInterface[],
  links: Links,
): string | null {
  const { interfaceId, ifindex } = partsOf(device);
  if (ifindex > 0) return links.get(ifindex) ?? null;
  return interfaces[interfaceId]?.name ?? null;
}

function numberOf(device: Device, interfaces: readonly CaptureInterface[]): string {
  const { interfaceId, ifindex } = partsOf(device);
  if (ifindex === 0) return `${interfaceId}`;
  return interfaces.length > 1 ? `${interfaceId}.${ifindex}` : `${ifindex}`;
}
