import { u16 } from '../big-endian.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface UdpLayer {
  readonly protocol: 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** In bytes, header included, as the header says. */
  readonly udpLength: number;
}

const HEADER = 8;

/** RFC 768, and the tunnels the destination port announces. */
export function decodeUdp(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('udp', HEADER)) return null;
  const { bytes, offset } = cursor;
  const destinationPort = u16(bytes, offset + 2);
  const udpLength = u16(bytes, offset + 4);
  // RFC 2675 section 4: zero when the length does not fit the field.
  const jumbo = udpLength === 0 && cursor.room > 0xffff;
  if (!jumbo) {
    if (udpLength < HEADER) return cursor.stop('udp', `claims ${udpLength} bytes`);
    if (!cursor.narrow('udp', udpLength)) return null;
  }
  cursor.layers.push({
    protocol: 'udp',
    sourcePort: u16(bytes, offset),
    destinationPort,
    udpLength,
  });
  cursor.offset += HEADER;
  const tunnel = cursor.tunnels[destinationPort];
  if (tunnel !== 'raw-ip') return tunnel ?? null;
  return carriesIpv4(cursor) ? 'ipv4' : null;
}

/** A port proves nothing: the datagram must be one IPv4 packet, to the byte. */
function carriesIpv4({ bytes, offset, room, capturedEnd, fragmented }: PacketCursor): boolean {
  if (offset + 4 > capturedEnd || bytes[offset]! >> 4 !== 4) return false;
  return fragmented || u16(bytes, offset + 2) === room;
}
