import { u24 } from '../big-endian.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface VxlanLayer {
  readonly protocol: 'vxlan';
  /** VXLAN network identifier, 24 bits. */
  readonly vni: number;
}

const HEADER = 8;
/** The I flag: the VNI is valid. */
const VNI_VALID = 0x08;

/** RFC 7348. A datagram too short or without the I flag is no VXLAN, only sent to its port. */
export function decodeVxlan(cursor: PacketCursor): Protocol | null {
  if (cursor.room < HEADER || !cursor.has('vxlan', HEADER)) return null;
  const { bytes, offset } = cursor;
  if ((bytes[offset]! & VNI_VALID) === 0) return null;
  cursor.layers.push({ protocol: 'vxlan', vni: u24(bytes, offset + 4) });
  cursor.offset += HEADER;
  return 'ethernet';
}
