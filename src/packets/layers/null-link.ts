import { u32 } from '../big-endian.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

const HEADER = 4;

/**
 * The address family before the packets of a BSD loopback, in the byte order of the machine that
 * captured: a family below 256 shows which (LINKTYPE_NULL at tcpdump.org/linktypes).
 */
export function decodeNullLink(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('null', HEADER)) return null;
  const { bytes, offset } = cursor;
  const family = u32(bytes, offset);
  cursor.offset += HEADER;
  return protocolOfFamily(family > 0xff ? bytes[offset]! : family);
}

/** AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24, 28 or 30 on the BSDs and macOS. */
function protocolOfFamily(family: number): Protocol | null {
  if (family === 2) return 'ipv4';
  return [10, 24, 28, 30].includes(family) ? 'ipv6' : null;
}
