import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** Bare IP, whose version nibble says which. Takes no bytes. */
export function decodeRawIp(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('raw-ip', 1)) return null;
  const version = cursor.bytes[cursor.offset]! >> 4;
  if (version === 4) return 'ipv4';
  if (version === 6) return 'ipv6';
  return cursor.stop('raw-ip', `version ${version}`);
}
