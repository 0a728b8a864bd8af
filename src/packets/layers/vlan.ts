import { u16 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** An 802.1Q or 802.1ad tag; stacked tags give a layer each, outermost first. */
export interface VlanLayer {
  readonly protocol: 'vlan';
  /** 0 to 4095; 0 marks a priority without a VLAN. */
  readonly id: number;
  /** 0 to 7. */
  readonly priority: number;
  readonly dropEligible: boolean;
  /** Of what the tag precedes. */
  readonly etherType: number;
}

const HEADER = 4;

/** IEEE 802.1Q, clause 9. */
export function decodeVlan(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('vlan', HEADER)) return null;
  const { bytes, offset } = cursor;
  const tag = u16(bytes, offset);
  const etherType = u16(bytes, offset + 2);
  cursor.layers.push({
    protocol: 'vlan',
    id: tag & 0x0fff,
    priority: tag >> 13,
    dropEligible: (tag & 0x1000) !== 0,
    etherType,
  });
  cursor.offset += HEADER;
  return protocolOfEtherType(etherType);
}
