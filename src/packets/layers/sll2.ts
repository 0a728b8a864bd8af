import { type MacAddress, macAt } from '../address.ts';
import { u16, u32 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** SllLayer's successor, which also says which interface the frame was seen on. */
export interface Sll2Layer {
  readonly protocol: 'sll2';
  /** PACKET_* of linux/if_packet.h: 0 to 3 arrivals, 4 sent by the machine. */
  readonly packetType: number;
  /** ARPHRD_* of linux/if_arp.h. */
  readonly hardwareType: number;
  /** The sender's MAC; null if the link has no 6-byte addresses. */
  readonly source: MacAddress | null;
  readonly etherType: number;
  /** The kernel's index of the interface. */
  readonly ifindex: number;
}

const HEADER = 20;

/** LINKTYPE_LINUX_SLL2, https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html */
export function decodeSll2(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('sll2', HEADER)) return null;
  const { bytes, offset } = cursor;
  const etherType = u16(bytes, offset);
  cursor.layers.push({
    protocol: 'sll2',
    packetType: bytes[offset + 10]!,
    hardwareType: u16(bytes, offset + 8),
    source: bytes[offset + 11] === 6 ? macAt(bytes, offset + 12) : null,
    etherType,
    ifindex: u32(bytes, offset + 4),
  });
  cursor.offset += HEADER;
  return protocolOfEtherType(etherType);
}
