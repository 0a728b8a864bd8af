/**
 * The LINKTYPE_* values this project decodes, as stored in capture files
 * (https://www.tcpdump.org/linktypes.html).
 */
export const LINK_TYPE = {
  /** BSD loopback: a 4-byte address family in the capturing machine's byte order, then IP. */
  NULL: 0,
  ETHERNET: 1,
  /** Bare IPv4 or IPv6, under the two DLT numbers some systems wrote into files. */
  RAW_12: 12,
  RAW_14: 14,
  /** Bare IPv4 or IPv6, told apart by the version nibble. */
  RAW: 101,
  LINUX_SLL: 113,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;
