/** What `ip -j addr` tells of a device, as far as it matters whether it is in use. */
export interface ShownDevice {
  readonly ifname: string;
  readonly address: string;
  readonly flags: readonly string[];
  readonly ifalias?: string;
  readonly addr_info?: readonly unknown[];
}

/** How a NIC was before it was lent. */
export interface NicState {
  readonly pci: string;
  readonly name: string;
  readonly mac: string;
  /** Whether new virtual functions get a driver by themselves. */
  readonly autoprobe: boolean;
}

/**
 * Why a NIC must be left alone, or null if nobody uses it.
 * @param nic its virtual functions, and the devices on top of it
 */
export function isInUse(
  device: ShownDevice,
  { functions, above }: { readonly functions: number; readonly above: readonly string[] },
): string | null {
  if (device.flags.includes('UP')) return 'it is up';
  if ((device.addr_info ?? []).length > 0) return 'it has addresses';
  if (above.length > 0) return `${above.join(', ')} is on top of it`;
  if (functions > 0) return `it has ${functions} virtual functions`;
  if (device.ifalias !== undefined) return `it is marked "${device.ifalias}"`;
  return null;
}

const MARK = 'cni-lab:';

/** What a NIC is marked with while it is lent, and is read from it when it is given back. */
export function toAlias({ pci, name, mac, autoprobe }: NicState): string {
  return [`${MARK}${name}`, mac, pci, autoprobe ? 'autoprobe' : 'no-autoprobe'].join(' ');
}

/** Null: it is not one of ours. */
export function stateOfAlias(alias: string): NicState | null {
  const [first = '', mac, pci, probing] = alias.split(' ');
  if (!first.startsWith(MARK) || !mac || !pci || !probing) return null;
  return { name: first.slice(MARK.length), mac, pci, autoprobe: probing === 'autoprobe' };
}
