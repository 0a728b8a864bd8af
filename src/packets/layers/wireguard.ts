import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface WireguardLayer {
  readonly protocol: 'wireguard';
  /** `data` bears an encrypted packet; all others set up or keep up the tunnel. */
  readonly message: 'initiation' | 'response' | 'cookie' | 'keepalive' | 'data';
}

const TYPE = { initiation: 1, response: 2, cookie: 3, data: 4 } as const;
/** In bytes; each of these messages has one length. */
const LENGTH: Readonly<Record<number, number>> = {
  [TYPE.initiation]: 148,
  [TYPE.response]: 92,
  [TYPE.cookie]: 64,
};
const NAMES = { 1: 'initiation', 2: 'response', 3: 'cookie' } as const;
/** Type, receiver and counter before, the authentication tag behind what is encrypted. */
const DATA_HEADER = 16;
const DATA_TAG = 16;

/**
 * WireGuard (https://www.wireguard.com/protocol/). What is no message of it by type and length is only
 * sent to its port. Nothing in it can be read.
 */
export function decodeWireguard(cursor: PacketCursor): Protocol | null {
  const { bytes, offset, room } = cursor;
  if (room < 4 || !cursor.has('wireguard', 4)) return null;
  const type = bytes[offset]!;
  if (bytes[offset + 1] !== 0 || bytes[offset + 2] !== 0 || bytes[offset + 3] !== 0) return null;
  if (type === TYPE.data) {
    // encrypted packets are padded to 16 bytes
    const sealed = room - DATA_HEADER - DATA_TAG;
    if (sealed < 0 || sealed % 16 !== 0 || !cursor.has('wireguard', DATA_HEADER)) return null;
    cursor.layers.push({ protocol: 'wireguard', message: sealed === 0 ? 'keepalive' : 'data' });
    cursor.offset += DATA_HEADER;
    return null;
  }
  if (LENGTH[type] !== room) return null;
  cursor.layers.push({ protocol: 'wireguard', message: NAMES[type as keyof typeof NAMES] });
  cursor.offset += 4;
  return null;
}
