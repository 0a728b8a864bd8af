import { type IpAddress, ipv6At } from '../address.ts';
import { u16, u32 } from '../big-endian.ts';
import { protocolOfIp } from './ip-protocol.ts';
import { type Ipv6Fragment, walkExtensions } from './ipv6-extensions.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface Ipv6Layer {
  readonly protocol: 'ipv6';
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly hopLimit: number;
  /** IANA protocol number of what follows the extension headers. */
  readonly nextHeader: number;
  /** In bytes, extension headers included, as the header says: 0 in a jumbogram. */
  readonly payloadLength: number;
  readonly flowLabel: number;
  readonly trafficClass: number;
  readonly fragment: Ipv6Fragment | null;
}

/** The header without extensions, in bytes. */
export const IPV6_HEADER = 40;
const NO_NEXT_HEADER = 59;

/** RFC 8200, extension headers included. Of a fragment, only the first is decoded further. */
export function decodeIpv6(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('ipv6', IPV6_HEADER)) return null;
  const { bytes, offset } = cursor;
  const first = u32(bytes, offset);
  const version = first >>> 28;
  if (version !== 6) return cursor.stop('ipv6', `version ${version}`);
  const payloadLength = u16(bytes, offset + 4);
  // Zero with something to carry: a jumbogram (RFC 2675) or GSO; the link's length stands.
  const jumbo = payloadLength === 0 && bytes[offset + 6] !== NO_NEXT_HEADER;
  if (!jumbo && !cursor.narrow('ipv6', IPV6_HEADER + payloadLength)) return null;
  const extensions = walkExtensions(bytes, offset + IPV6_HEADER, bytes[offset + 6]!, (length) =>
    cursor.has('ipv6', IPV6_HEADER + length),
  );
  if (extensions === 'missing') return null;
  if (extensions === 'too many') return cursor.stop('ipv6', 'too many extension headers');
  const { nextHeader, length, fragment } = extensions;
  cursor.layers.push({
    protocol: 'ipv6',
    source: ipv6At(bytes, offset + 8),
    destination: ipv6At(bytes, offset + 24),
    hopLimit: bytes[offset + 7]!,
    nextHeader,
    payloadLength,
    flowLabel: first & 0xfffff,
    trafficClass: (first >>> 20) & 0xff,
    fragment,
  });
  cursor.offset += IPV6_HEADER + length;
  if (fragment?.more) cursor.fragmented = true;
  return fragment === null || fragment.offset === 0 ? protocolOfIp(nextHeader) : null;
}
