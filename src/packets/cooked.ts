import { u16, u32 } from './big-endian.ts';
import type { Direction } from './frame.ts';
import { LINK_TYPE } from './link-type.ts';

/** PACKET_OUTGOING of linux/if_packet.h; the types below it are all arrivals. */
const PACKET_OUTGOING = 4;

/**
 * Which way a Linux cooked frame went, from its packet type (0 to us, 1 broadcast, 2 multicast,
 * 3 to another host, 4 sent by us). Null for other link types, later packet types, and frames cut
 * before the field. Source: LINKTYPE_LINUX_SLL and _SLL2 at tcpdump.org/linktypes.
 */
export function cookedDirection(linkType: number, bytes: Uint8Array): Direction | null {
  const type = packetType(linkType, bytes);
  if (type === null || type > PACKET_OUTGOING) return null;
  return type === PACKET_OUTGOING ? 'out' : 'in';
}

/** The interface index a LINKTYPE_LINUX_SLL2 frame carries; null for any other frame. */
export function cookedIfindex(linkType: number, bytes: Uint8Array): number | null {
  return linkType === LINK_TYPE.LINUX_SLL2 && bytes.length >= 8 ? u32(bytes, 4) : null;
}

function packetType(linkType: number, bytes: Uint8Array): number | null {
  if (linkType === LINK_TYPE.LINUX_SLL && bytes.length >= 2) return u16(bytes, 0);
  if (linkType === LINK_TYPE.LINUX_SLL2 && bytes.length >= 11) return bytes[10]!;
  return null;
}
