import { type MacAddress, macAt } from '../address.ts';
import { u16 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** An Ethernet II header, or an 802.3 one, whose `etherType` is the length (up to 1500). */
export interface EthernetLayer {
  readonly protocol: 'ethernet';
  readonly source: MacAddress;
  readonly destination: MacAddress;
  readonly etherType: number;
}

const HEADER = 14;
const LONGEST_802_3 = 1500;

/** IEEE 802.3, clause 3. */
export function decodeEthernet(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('ethernet', HEADER)) return null;
  const { bytes, offset } = cursor;
  const etherType = u16(bytes, offset + 12);
  cursor.layers.push({
    protocol: 'ethernet',
    source: macAt(bytes, offset + 6),
    destination: macAt(bytes, offset),
    etherType,
  });
  cursor.offset += HEADER;
  if (etherType <= LONGEST_802_3) cursor.narrow('ethernet', etherType);
  return protocolOfEtherType(etherType);
}
