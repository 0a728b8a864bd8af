import { type IcmpMessage, type IcmpTypes, readIcmpMessage } from './icmp-message.ts';
import { quotedIpv6 } from './icmp-quote.ts';
import type { PacketCursor } from './packet-cursor.ts';

export type Icmpv6Layer = IcmpMessage<'icmpv6'>;

const ECHO_REQUEST = 128;
const ECHO_REPLY = 129;
/** Types below are errors: unreachable, too big, time exceeded, parameter problem. */
const FIRST_INFORMATIONAL = 128;

const TYPES: IcmpTypes = {
  isEcho: (type) => type === ECHO_REQUEST || type === ECHO_REPLY,
  isError: (type) => type < FIRST_INFORMATIONAL,
  quoted: quotedIpv6,
};

/** RFC 4443. */
export function decodeIcmpv6(cursor: PacketCursor): null {
  const message = readIcmpMessage(cursor, 'icmpv6', TYPES);
  if (message) cursor.layers.push(message);
  return null;
}
