import { u16 } from '../big-endian.ts';
import { type IcmpQuote, quotedIpv6 } from './icmp-quote.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface Icmpv6Layer {
  readonly protocol: 'icmpv6';
  readonly type: number;
  readonly code: number;
  /** Of echo requests (128) and replies (129), else null. */
  readonly id: number | null;
  readonly sequence: number | null;
  /** The packet an error is about; null in other types or if the quote cannot be read. */
  readonly quoted: IcmpQuote | null;
}

const HEADER = 8;
const ECHO_REQUEST = 128;
const ECHO_REPLY = 129;
/** Types below are errors: unreachable, too big, time exceeded, parameter problem. */
const FIRST_INFORMATIONAL = 128;

/** RFC 4443. */
export function decodeIcmpv6(cursor: PacketCursor): null {
  if (!cursor.has('icmpv6', HEADER)) return null;
  const { bytes, offset } = cursor;
  const type = bytes[offset]!;
  const echo = type === ECHO_REQUEST || type === ECHO_REPLY;
  const error = type < FIRST_INFORMATIONAL;
  cursor.layers.push({
    protocol: 'icmpv6',
    type,
    code: bytes[offset + 1]!,
    id: echo ? u16(bytes, offset + 4) : null,
    sequence: echo ? u16(bytes, offset + 6) : null,
    quoted: error ? quotedIpv6(bytes, offset + HEADER, cursor.capturedEnd) : null,
  });
  cursor.offset += HEADER;
  return null;
}
