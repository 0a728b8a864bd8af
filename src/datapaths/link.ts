import { NO_MAC } from '../packets/address.ts';
import type { Daemon } from './daemon.ts';

/** One device, or one end of a pair. */
export interface Device {
  readonly namespace: string;
  readonly name: string;
  readonly mac: string;
  /** With prefix length: `10.244.1.11/32`. */
  readonly addresses: readonly string[];
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
  readonly mtu?: number;
  /**
   * What leaves it bears whole checksums, as on a wire: else they are left to be filled in by hardware that
   * a veth does not have. Needs `ethtool`.
   */
  readonly wholeChecksums?: boolean;
  /** Left down: it bears its addresses, and no packet passes it. */
  readonly isDown?: boolean;
  /** As `tunl0`: every network namespace has it, from when the kernel knows its type. */
  readonly isFallback?: boolean;
  /** It takes in frames that are for others, too. */
  readonly isPromiscuous?: boolean;
  /** A port of a bridge that may send a frame back to where it came from. */
  readonly hairpin?: boolean;
}

export type Link =
  | { readonly kind: 'veth'; readonly ends: readonly [Device, Device] }
  /** The primary, which programs are put on, and its peer. It goes by IP alone: all MACs are zero. */
  | { readonly kind: 'netkit'; readonly ends: readonly [Device, Device] }
  /** A NIC that the machine lends to the lab, then its virtual functions, by number. */
  | { readonly kind: 'sriov'; readonly ends: readonly [Device, ...Device[]] }
  /** A device that a cluster's node brings along. */
  | { readonly kind: 'nic'; readonly device: Device }
  /** A device that a daemon makes, in its own namespace and under a name of its own: it is handed over. */
  | {
      readonly kind: 'made';
      readonly device: Device;
      readonly by: Pick<Daemon, 'namespace' | 'name'>;
      readonly as: string;
    }
  | {
      readonly kind: 'device';
      /** As `ip link add type` has it: `bridge`, `vxlan`, `macvlan`. `tun` is made by `ip tuntap add`. */
      readonly type: string;
      readonly device: Device;
      /** The device below it, in whose namespace it is made. */
      readonly lower?: { readonly namespace: string; readonly name: string };
      /** What follows the type: `mode bridge`. What has options is made inside its namespace. */
      readonly options?: string;
    };

/** Whether frames on it bear MAC addresses: tunnels of bare IP packets and netkit devices have none. */
export function hasMac(device: Device): boolean {
  return device.mac !== NO_MAC;
}
