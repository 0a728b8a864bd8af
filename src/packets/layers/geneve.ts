import { u16, u24 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface GeneveLayer {
  readonly protocol: 'geneve';
  /** Virtual network identifier, 24 bits. */
  readonly vni: number;
  /** EtherType of what is carried; 0x6558 for Ethernet frames. */
  readonly innerProtocol: number;
}

const HEADER = 8;

/** RFC 8926. A datagram too short or of another version is no Geneve, only sent to its port. */
export function decodeGeneve(cursor: PacketCursor): Protocol | null {
  if (cursor.room < HEADER || !cursor.has('geneve', HEADER)) return null;
  const { bytes, offset } = cursor;
  const version = bytes[offset]! >> 6;
  if (version !== 0) return null;
  const headerLength = HEADER + (bytes[offset]! & 0x3f) * 4;
  if (!cursor.carries('geneve', headerLength)) return null;
  const innerProtocol = u16(bytes, offset + 2);
  cursor.layers.push({ protocol: 'geneve', vni: u24(bytes, offset + 4), innerProtocol });
  cursor.offset += headerLength;
  return protocolOfEtherType(innerProtocol);
}
