import { u16, u32 } from '../big-endian.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface TcpLayer {
  readonly protocol: 'tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** The eight control bits: FIN 0x01, SYN 0x02, RST 0x04, PSH 0x08, ACK 0x10, up to CWR 0x80. */
  readonly flags: number;
  /** In bytes, options included. */
  readonly headerLength: number;
  /** As the header says, unscaled. */
  readonly window: number;
  /** Bytes of data on the wire, from the IP lengths, whatever was captured of them. */
  readonly payloadLength: number;
}

const HEADER = 20;

/** RFC 9293. */
export function decodeTcp(cursor: PacketCursor): null {
  if (!cursor.has('tcp', HEADER)) return null;
  const { bytes, offset } = cursor;
  const headerLength = (bytes[offset + 12]! >> 4) * 4;
  if (headerLength < HEADER) return cursor.stop('tcp', `header of ${headerLength} bytes`);
  if (!cursor.carries('tcp', headerLength)) return null;
  cursor.layers.push({
    protocol: 'tcp',
    sourcePort: u16(bytes, offset),
    destinationPort: u16(bytes, offset + 2),
    sequence: u32(bytes, offset + 4),
    acknowledgement: u32(bytes, offset + 8),
    flags: bytes[offset + 13]!,
    headerLength,
    window: u16(bytes, offset + 14),
    payloadLength: cursor.room - headerLength,
  });
  cursor.offset += headerLength;
  return null;
}
