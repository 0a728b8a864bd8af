import { bytes, echo, ethernet, hex, ipv6, tcp, udp } from '../build.ts';
import {
  AUTHENTICATION,
  DATA,
  DESTINATION,
  extension,
  FRAGMENT,
  fragmentHeader,
  HOP_BY_HOP,
  ICMPV6,
  IPIP,
  IPV6,
  NO_NEXT,
  type OddPacket,
  overIpv6,
  PING,
  packet,
  patched,
  ROUTING,
  SIX_IN_FOUR,
  TCP,
  UDP,
} from './odd-packet.ts';

export const IPV6_PACKETS: readonly OddPacket[] = [
  overIpv6('hop-by-hop options', HOP_BY_HOP, bytes(extension(ICMPV6), echo(128))),
  overIpv6(
    'long destination options',
    DESTINATION,
    bytes(extension(TCP, bytes(hex('010c'), new Uint8Array(12))), tcp(DATA)),
  ),
  overIpv6(
    'routing header of type 0',
    ROUTING,
    bytes(extension(UDP, hex('0000 00000000')), udp(53, DATA)),
  ),
  overIpv6(
    'segment routing header',
    ROUTING,
    bytes(
      extension(ICMPV6, bytes(hex('0400 00000000'), ipv6(0, bytes()).subarray(8, 24))),
      echo(128),
    ),
  ),
  overIpv6(
    'authentication header',
    AUTHENTICATION,
    bytes(TCP, 4, hex('0000 00000001 00000002'), new Uint8Array(12), tcp(DATA)),
  ),
  overIpv6(
    'all of them in order',
    HOP_BY_HOP,
    bytes(
      ...[extension(DESTINATION), extension(ROUTING), extension(FRAGMENT, hex('0000 00000000'))],
      ...[fragmentHeader(DESTINATION, 0, false), extension(UDP), udp(53, DATA)],
    ),
  ),
  overIpv6(
    'first fragment of IPv6',
    FRAGMENT,
    bytes(fragmentHeader(UDP, 0, true), udp(53, DATA, 1400)),
  ),
  overIpv6('middle fragment of IPv6', FRAGMENT, bytes(fragmentHeader(UDP, 8, true), DATA)),
  overIpv6('last fragment of IPv6', FRAGMENT, bytes(fragmentHeader(UDP, 1448, false), DATA)),
  overIpv6('atomic fragment', FRAGMENT, bytes(fragmentHeader(ICMPV6, 0, false), echo(128))),
  overIpv6('no next header', NO_NEXT, bytes()),
  overIpv6('no next header, and yet bytes', NO_NEXT, DATA),
  packet('IPv6 of no length', ethernet(IPV6, ipv6(TCP, tcp(DATA), 0))),
  packet(
    'jumbogram',
    ethernet(IPV6, ipv6(HOP_BY_HOP, bytes(extension(UDP, hex('c204 00010008')), udp(53, DATA)), 0)),
  ),
  packet('IPv6 longer than its frame', ethernet(IPV6, ipv6(TCP, tcp(DATA), 100))),
  packet(
    'IPv6 with padding behind it',
    ethernet(IPV6, bytes(ipv6(UDP, udp(53, DATA)), new Uint8Array(6))),
  ),
  packet('IPv6 of version 7', ethernet(IPV6, patched(ipv6(TCP, tcp(DATA)), 0, 0x70))),
  packet(
    'IPv6 with class and flow label',
    ethernet(IPV6, patched(ipv6(TCP, tcp(DATA)), 0, 0x6f, 0xfa, 0xbc, 0xde)),
  ),
  overIpv6(
    'an extension that ends past the packet',
    DESTINATION,
    bytes(TCP, 9, hex('0104 00000000')),
  ),
  overIpv6('IPv4 in IPv6', IPIP, PING),
  overIpv6('IPv6 in IPv6', SIX_IN_FOUR, ipv6(TCP, tcp(DATA))),
];
