import { u16 } from '../big-endian.ts';
import type { IcmpQuote } from './icmp-quote.ts';
import type { PacketCursor } from './packet-cursor.ts';

/** What ICMP and ICMPv6 have in common: all but the numbers of their types. */
export interface IcmpMessage<Protocol extends 'icmp' | 'icmpv6'> {
  readonly protocol: Protocol;
  readonly type: number;
  readonly code: number;
  /** Of echo requests and replies, else null. */
  readonly id: number | null;
  readonly sequence: number | null;
  /** The packet an error is about; null in other types or if the quote cannot be read. */
  readonly quoted: IcmpQuote | null;
}

export interface IcmpTypes {
  isEcho(type: number): boolean;
  isError(type: number): boolean;
  quoted(bytes: Uint8Array, at: number, end: number): IcmpQuote | null;
}

const HEADER = 8;

/** Reads one message and moves past its header; null if that is not all there. */
export function readIcmpMessage<Protocol extends 'icmp' | 'icmpv6'>(
  cursor: PacketCursor,
  protocol: Protocol,
  types: IcmpTypes,
): IcmpMessage<Protocol> | null {
  if (!cursor.has(protocol, HEADER)) return null;
  const { bytes, offset } = cursor;
  const type = bytes[offset]!;
  const echo = types.isEcho(type);
  cursor.offset += HEADER;
  return {
    protocol,
    type,
    code: bytes[offset + 1]!,
    id: echo ? u16(bytes, offset + 4) : null,
    sequence: echo ? u16(bytes, offset + 6) : null,
    quoted: types.isError(type) ? types.quoted(bytes, offset + HEADER, cursor.capturedEnd) : null,
  };
}
