import { u16, u32 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface GreLayer {
  readonly protocol: 'gre';
  /** EtherType of what is carried; 0x6558 for Ethernet frames. */
  readonly innerProtocol: number;
  /** RFC 2890; null without one. */
  readonly key: number | null;
}

const CHECKSUM = 0x8000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
/** RFC 1701's source routing, gone from RFC 2784, and the version: 1 is PPTP's. */
const UNDECODED = 0x4007;

/** RFC 2784 and 2890; other versions, and source routing, are left undecoded. */
export function decodeGre(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('gre', 4)) return null;
  const { bytes, offset } = cursor;
  const flags = u16(bytes, offset);
  if ((flags & UNDECODED) !== 0) return null;
  const keyAt = 4 + (flags & CHECKSUM ? 4 : 0);
  const sequenceAt = keyAt + (flags & KEY ? 4 : 0);
  const headerLength = sequenceAt + (flags & SEQUENCE ? 4 : 0);
  if (!cursor.has('gre', headerLength)) return null;
  const innerProtocol = u16(bytes, offset + 2);
  const key = flags & KEY ? u32(bytes, offset + keyAt) : null;
  cursor.layers.push({ protocol: 'gre', innerProtocol, key });
  cursor.offset += headerLength;
  return protocolOfEtherType(innerProtocol);
}
