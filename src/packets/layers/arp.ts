import { type IpAddress, ipv4At, type MacAddress, macAt } from '../address.ts';
import { u16, u32 } from '../big-endian.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** ARP for IPv4 over Ethernet. */
export interface ArpLayer {
  readonly protocol: 'arp';
  /** 1 request, 2 reply. */
  readonly operation: number;
  readonly senderMac: MacAddress;
  readonly senderIp: IpAddress;
  readonly targetMac: MacAddress;
  readonly targetIp: IpAddress;
}

const HEADER = 28;
/** Hardware type Ethernet (1), protocol type IPv4 (0x0800). */
const IPV4_OVER_ETHERNET = 0x0001_0800;
/** Their address lengths, 6 and 4. */
const ADDRESS_LENGTHS = 0x0604;

/** RFC 826; addresses of other kinds are left undecoded. */
export function decodeArp(cursor: PacketCursor): null {
  if (!cursor.has('arp', 8)) return null;
  const { bytes, offset } = cursor;
  if (u32(bytes, offset) !== IPV4_OVER_ETHERNET) return null;
  if (u16(bytes, offset + 4) !== ADDRESS_LENGTHS) return cursor.stop('arp', 'address lengths');
  if (!cursor.has('arp', HEADER)) return null;
  cursor.layers.push({
    protocol: 'arp',
    operation: u16(bytes, offset + 6),
    senderMac: macAt(bytes, offset + 8),
    senderIp: ipv4At(bytes, offset + 14),
    targetMac: macAt(bytes, offset + 18),
    targetIp: ipv4At(bytes, offset + 24),
  });
  // What follows is Ethernet padding.
  cursor.offset += HEADER;
  cursor.end = cursor.offset;
  return null;
}
