import { u32 } from '../packets/big-endian.ts';
import type { Frame } from '../packets/frame.ts';
import { LINK_TYPE } from '../packets/link-type.ts';

/**
 * A device of a file as one number: its interface, and, in what `tcpdump -i any` wrote, the index that the
 * kernel gave it. Indexes alone do not do: every network namespace counts its devices from 1.
 */
export type Device = number;

const INDEXES = 2 ** 32;
/** Where a cooked header of the second version has it. */
const IFINDEX = 4;

export function device(interfaceId: number, ifindex: number | null): Device {
  return interfaceId * INDEXES + (ifindex ?? 0);
}

export function deviceOf({ interfaceId, ifindex }: Frame): Device {
  return device(interfaceId, ifindex);
}

/** The same from a frame's raw bytes. */
export function deviceIn(
  bytes: Uint8Array,
  from: number,
  to: number,
  linkType: number,
  interfaceId: number,
): Device {
  const has = linkType === LINK_TYPE.LINUX_SLL2 && from + IFINDEX + 4 <= to;
  return interfaceId * INDEXES + (has ? u32(bytes, from + IFINDEX) : 0);
}

export function partsOf(of: Device): { interfaceId: number; ifindex: number } {
  return { interfaceId: Math.floor(of / INDEXES), ifindex: of % INDEXES };
}
