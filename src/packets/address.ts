import { u16 } from './big-endian.ts';

/** Six lower-case hexadecimal bytes: 'aa:bb:cc:dd:ee:ff'. */
export type MacAddress = string;

/** IPv4 dotted quad, or IPv6 in the canonical text of RFC 5952. */
export type IpAddress = string;

// Formatting addresses dominates decoding; a table lookup beats converting each number anew.
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const DECIMAL = Array.from({ length: 256 }, (_, byte) => String(byte));

/** The 6-byte hardware address at `at`. The caller has checked the bounds. */
export function macAt(bytes: Uint8Array, at: number): MacAddress {
  let text = HEX[bytes[at]!]!;
  for (let i = 1; i < 6; i++) text += `:${HEX[bytes[at + i]!]!}`;
  return text;
}

/** The 4-byte IPv4 address at `at`. The caller has checked the bounds. */
export function ipv4At(bytes: Uint8Array, at: number): IpAddress {
  let text = DECIMAL[bytes[at]!]!;
  for (let i = 1; i < 4; i++) text += `.${DECIMAL[bytes[at + i]!]!}`;
  return text;
}

/**
 * The 16-byte IPv6 address at `at`, as RFC 5952 writes it: lower case, the first longest run of
 * two or more zero groups as '::', IPv4-mapped addresses in mixed notation. The caller has
 * checked the bounds.
 */
export function ipv6At(bytes: Uint8Array, at: number): IpAddress {
  const groups = Array.from({ length: 8 }, (_, i) => u16(bytes, at + 2 * i));
  const [zerosAt, zeros] = longestZeroRun(groups);
  if (zerosAt === 0 && zeros === 5 && groups[5] === 0xffff)
    return `::ffff:${ipv4At(bytes, at + 12)}`;
  const text = groups.map((group) => group.toString(16));
  if (zeros < 2) return text.join(':');
  return `${text.slice(0, zerosAt).join(':')}::${text.slice(zerosAt + zeros).join(':')}`;
}

/** Where the first longest run of zero groups starts, and how many groups it has. */
function longestZeroRun(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  let length = 0;
  groups.forEach((group, i) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best[1]) best = [i - length + 1, length];
  });
  return best;
}

/** What stands in a frame of devices without MAC addresses, as netkit's in L3 mode. */
export const NO_MAC = '00:00:00:00:00:00';
