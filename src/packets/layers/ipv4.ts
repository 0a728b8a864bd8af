import { type IpAddress, ipv4At } from '../address.ts';
import { u16 } from '../big-endian.ts';
import { protocolOfIp } from './ip-protocol.ts';
import type { Protocol } from './layer.ts';
import type { PacketCursor } from './packet-cursor.ts';

export interface Ipv4Layer {
  readonly protocol: 'ipv4';
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly ttl: number;
  readonly id: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In bytes. */
  readonly fragmentOffset: number;
  /** IANA protocol number. */
  readonly ipProtocol: number;
  /** In bytes, options included. */
  readonly headerLength: number;
  /** In bytes, as the header says: 0 in a super-packet (GSO) too long for the field. */
  readonly totalLength: number;
  readonly tos: number;
  /** Null if the capture cut the options off. */
  readonly checksumOk: boolean | null;
}

/** The header without options, in bytes. */
export const IPV4_HEADER = 20;

/** RFC 791. Of a fragment, only the first is decoded further. */
export function decodeIpv4(cursor: PacketCursor): Protocol | null {
  if (!cursor.has('ipv4', IPV4_HEADER)) return null;
  const { bytes, offset } = cursor;
  const version = bytes[offset]! >> 4;
  if (version !== 4) return cursor.stop('ipv4', `version ${version}`);
  const headerLength = (bytes[offset]! & 0x0f) * 4;
  if (headerLength < IPV4_HEADER) return cursor.stop('ipv4', `header of ${headerLength} bytes`);
  const totalLength = u16(bytes, offset + 2);
  if (totalLength !== 0) {
    if (totalLength < headerLength) return cursor.stop('ipv4', `${totalLength} bytes in total`);
    if (!cursor.narrow('ipv4', totalLength)) return null;
  }
  if (!cursor.carries('ipv4', headerLength)) return null;
  const fragment = u16(bytes, offset + 6);
  const moreFragments = (fragment & 0x2000) !== 0;
  const fragmentOffset = (fragment & 0x1fff) * 8;
  const ipProtocol = bytes[offset + 9]!;
  cursor.layers.push({
    protocol: 'ipv4',
    source: ipv4At(bytes, offset + 12),
    destination: ipv4At(bytes, offset + 16),
    ttl: bytes[offset + 8]!,
    id: u16(bytes, offset + 4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments,
    fragmentOffset,
    ipProtocol,
    headerLength,
    totalLength,
    tos: bytes[offset + 1]!,
    checksumOk: checksumOk(bytes, offset, headerLength),
  });
  cursor.offset += headerLength;
  if (moreFragments) cursor.fragmented = true;
  return fragmentOffset === 0 ? protocolOfIp(ipProtocol) : null;
}

/** RFC 1071: the header's 16-bit words, checksum included, add up to all ones. */
function checksumOk(bytes: Uint8Array, offset: number, headerLength: number): boolean | null {
  if (offset + headerLength > bytes.length) return null;
  let sum = 0;
  for (let at = offset; at < offset + headerLength; at += 2) sum += u16(bytes, at);
  // Ones' complement: carries come back in at the bottom, and may carry once more.
  sum = (sum & 0xffff) + (sum >>> 16);
  return (sum & 0xffff) + (sum >>> 16) === 0xffff;
}
