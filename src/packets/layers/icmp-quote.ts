import { type IpAddress, ipv4At, ipv6At } from '../address.ts';
import { IPV4_HEADER } from './ipv4.ts';
import { IPV6_HEADER } from './ipv6.ts';
import { walkExtensions } from './ipv6-extensions.ts';

/** What an ICMP error says about the packet that caused it. */
export interface IcmpQuote {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly ipProtocol: number;
}

/** The IPv4 header quoted between `at` and `end`, or null if it is not all there. */
export function quotedIpv4(bytes: Uint8Array, at: number, end: number): IcmpQuote | null {
  if (at + IPV4_HEADER > end || bytes[at]! >> 4 !== 4) return null;
  return {
    source: ipv4At(bytes, at + 12),
    destination: ipv4At(bytes, at + 16),
    ipProtocol: bytes[at + 9]!,
  };
}

/** The IPv6 header quoted between `at` and `end`, or null if it is not all there. */
export function quotedIpv6(bytes: Uint8Array, at: number, end: number): IcmpQuote | null {
  if (at + IPV6_HEADER > end || bytes[at]! >> 4 !== 6) return null;
  const body = at + IPV6_HEADER;
  const extensions = walkExtensions(bytes, body, bytes[at + 6]!, (length) => body + length <= end);
  if (typeof extensions === 'string') return null;
  return {
    source: ipv6At(bytes, at + 8),
    destination: ipv6At(bytes, at + 24),
    ipProtocol: extensions.nextHeader,
  };
}
