import { type IcmpMessage, type IcmpTypes, readIcmpMessage } from './icmp-message.ts';
import { quotedIpv4 } from './icmp-quote.ts';
import type { PacketCursor } from './packet-cursor.ts';

export type IcmpLayer = IcmpMessage<'icmp'>;

const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;
/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS = [3, 4, 5, 11, 12];

const TYPES: IcmpTypes = {
  isEcho: (type) => type === ECHO_REQUEST || type === ECHO_REPLY,
  isError: (type) => ERRORS.includes(type),
  quoted: quotedIpv4,
};

/** RFC 792. */
export function decodeIcmp(cursor: PacketCursor): null {
  const message = readIcmpMessage(cursor, 'icmp', TYPES);
  if (message) cursor.layers.push(message);
  return null;
}
