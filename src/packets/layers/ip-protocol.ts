import type { Protocol } from './layer.ts';

/** The protocol of an IP header's number (IANA protocol-numbers), or null if not decoded. */
export function protocolOfIp(number: number): Protocol | null {
  switch (number) {
    case 1:
      return 'icmp';
    case 4: // IPIP, RFC 2003
      return 'ipv4';
    case 6:
      return 'tcp';
    case 17:
      return 'udp';
    case 41: // 6in4, RFC 4213
      return 'ipv6';
    case 47:
      return 'gre';
    case 58:
      return 'icmpv6';
    default:
      return null;
  }
}
