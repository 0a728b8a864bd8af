import { type MacAddress, macAt } from '../address.ts';
import { u16 } from '../big-endian.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** Weave's own tunnel in user space, of one frame. Its peers are named by MAC addresses. */
export interface SleeveLayer {
  readonly protocol: 'sleeve';
  /** Who captured the frame, and who is to inject it. */
  readonly source: MacAddress;
  readonly destination: MacAddress;
}

const NAME = 6;
const HEADER = 3 * NAME + 2;

/**
 * weaveworks/weave, docs/router-encapsulation-sleeve.md: the sender's name, then frames, each with the names
 * of two peers and its length. A port proves nothing: one frame must fill the datagram, to the byte. So what
 * is encrypted, and several frames in one datagram, are left as they are.
 */
export function decodeSleeve(cursor: PacketCursor): Protocol | null {
  if (cursor.room < HEADER || !cursor.has('sleeve', HEADER)) return null;
  const { bytes, offset } = cursor;
  const length = u16(bytes, offset + HEADER - 2);
  if (length !== cursor.room - HEADER && !cursor.fragmented) return null;
  cursor.layers.push({
    protocol: 'sleeve',
    source: macAt(bytes, offset + NAME),
    destination: macAt(bytes, offset + 2 * NAME),
  });
  cursor.offset += HEADER;
  return 'ethernet';
}
