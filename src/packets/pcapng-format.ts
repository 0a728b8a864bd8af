/** Block types of pcapng (draft-ietf-opsawg-pcapng, section 4). */
export const BLOCK = {
  INTERFACE_DESCRIPTION: 1,
  /** Obsolete, still found in old files. */
  PACKET: 2,
  SIMPLE_PACKET: 3,
  INTERFACE_STATISTICS: 5,
  ENHANCED_PACKET: 6,
  /** Reads the same in both byte orders. */
  SECTION_HEADER: 0x0a0d0d0a,
} as const;

/** Option codes; each block type numbers its own from 2 up. */
export const OPTION = {
  END: 0,
  COMMENT: 1,
  SHB_USERAPPL: 4,
  IF_NAME: 2,
  IF_DESCRIPTION: 3,
  IF_TSRESOL: 9,
  IF_TSOFFSET: 14,
  /** epb_flags, and pack_flags of the obsolete packet block. */
  PACKET_FLAGS: 2,
  ISB_OSDROP: 7,
} as const;

/** Tells the byte order of a section. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** The lowest two bits of epb_flags. */
export const FLAG_INBOUND = 1;
export const FLAG_OUTBOUND = 2;

/** pcapng pads packet data and option values to 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
