import { type MacAddress, macAt } from '../address.ts';
import { u16 } from '../big-endian.ts';
import { protocolOfEtherType } from './ether-type.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** The header Linux puts in place of the link's when capturing on "any". */
export interface SllLayer {
  readonly protocol: 'sll';
  /** PACKET_* of linux/if_packet.h: 0 to 3 arrivals, 4 sent by the machine. */
  readonly packetType: number;
  /** ARPHRD_* of linux/if_arp.h. */
  readonly hardwareType: number;
  /** The sender's MAC; null if the link has no 6-byte addresses. */
  readonly source: MacAddress | null;
  readonly etherType: number;
}

const HEADER = 16;

/** LINKTYPE_LINUX_SLL, https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
export function decodeSll(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('sll', HEADER)) return null;
  const { bytes, offset } = cursor;
  const etherType = u16(bytes, offset + 14);
  cursor.layers.push({
    protocol: 'sll',
    packetType: u16(bytes, offset),
    hardwareType: u16(bytes, offset + 2),
    source: u16(bytes, offset + 4) === 6 ? macAt(bytes, offset + 6) : null,
    etherType,
  });
  cursor.offset += HEADER;
  return protocolOfEtherType(etherType);
}
