import { u16 } from '../big-endian.ts';
import { type IcmpQuote, quotedIpv4 } from './icmp-quote.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface IcmpLayer {
  readonly protocol: 'icmp';
  readonly type: number;
  readonly code: number;
  /** Of echo requests (8) and replies (0), else null. */
  readonly id: number | null;
  readonly sequence: number | null;
  /** The packet an error is about; null in other types or if the quote cannot be read. */
  readonly quoted: IcmpQuote | null;
}

const HEADER = 8;
const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;
/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS = [3, 4, 5, 11, 12];

/** RFC 792. */
export function decodeIcmp(cursor: PacketCursor): null {
  if (!cursor.has('icmp', HEADER)) return null;
  const { bytes, offset } = cursor;
  const type = bytes[offset]!;
  const echo = type === ECHO_REQUEST || type === ECHO_REPLY;
  cursor.layers.push({
    protocol: 'icmp',
    type,
    code: bytes[offset + 1]!,
    id: echo ? u16(bytes, offset + 4) : null,
    sequence: echo ? u16(bytes, offset + 6) : null,
    quoted: ERRORS.includes(type) ? quotedIpv4(bytes, offset + HEADER, cursor.capturedEnd) : null,
  });
  cursor.offset += HEADER;
  return null;
}
