import { bytes, echo, hex, ipv4, ipv6, tcp, udp } from '../build.ts';
import {
  DATA,
  extension,
  HOP_BY_HOP,
  ICMP,
  ICMPV6,
  type OddPacket,
  overIpv4,
  overIpv6,
  PING,
  patched,
  TALK,
  TCP,
  UDP,
} from './odd-packet.ts';

const TCP_OPTIONS: readonly (readonly [string, string])[] = [
  ['MSS', '020405b4'],
  ['SACK permitted, timestamps, window scale', '0402080a 00000001 00000002 01030307'],
  ['SACK of two stretches', '01010512 00000001 00000002 00000003 00000004'],
  ['an option of no length', '03000000'],
  ['an option that runs past the header', '02400000'],
  ['40 bytes of options', '01'.repeat(40)],
];

export const TRANSPORTS: readonly OddPacket[] = [
  ...TCP_OPTIONS.map(([name, options]) =>
    overIpv4(`TCP with ${name}`, TCP, tcp(DATA, hex(options))),
  ),
  ...Array.from({ length: 8 }, (_, bit) =>
    overIpv4(`TCP, flag ${1 << bit} alone`, TCP, patched(tcp(bytes()), 13, 1 << bit)),
  ),
  overIpv4('TCP with the bit of AccECN', TCP, patched(tcp(bytes()), 12, 0x51, 0xc2)),
  overIpv4('TCP with a header of 16 bytes', TCP, patched(tcp(DATA), 12, 0x40)),
  overIpv4('TCP with a header past its end', TCP, patched(tcp(DATA), 12, 0xf0)),
  overIpv4('TCP, half a header', TCP, tcp(DATA).subarray(0, 10)),
  overIpv4('UDP without data', UDP, udp(53, bytes())),
  overIpv4('UDP of length 0', UDP, udp(53, DATA, 0)),
  overIpv4('UDP of length 7', UDP, udp(53, DATA, 7)),
  overIpv4('UDP longer than its packet', UDP, udp(53, DATA, 100)),
  overIpv4('UDP shorter than its packet', UDP, udp(53, DATA, 12)),
  overIpv4('UDP, half a header', UDP, udp(53, DATA).subarray(0, 5)),
  overIpv4('echo request', ICMP, echo()),
  overIpv4('echo reply', ICMP, echo(0)),
  overIpv4('timestamp request', ICMP, bytes(hex('0d00 0000 0015 0001'), new Uint8Array(12))),
  overIpv4('an ICMP type that nobody knows', ICMP, hex('fd07 0000 00000000 0102')),
  overIpv4('half an echo', ICMP, echo().subarray(0, 5)),
  overIpv4(
    'port unreachable',
    ICMP,
    bytes(hex('0303 0000 00000000'), ipv4({ protocol: UDP }, udp(53, DATA))),
  ),
  overIpv4('fragmentation needed', ICMP, bytes(hex('0304 0000 00000578'), TALK.subarray(0, 28))),
  overIpv4('time exceeded in transit', ICMP, bytes(hex('0b00 0000 00000000'), PING)),
  overIpv4('redirect', ICMP, bytes(hex('0501 0000 0a000003'), PING)),
  overIpv4('parameter problem', ICMP, bytes(hex('0c00 0000 14000000'), PING)),
  overIpv4(
    'an error that quotes half a header',
    ICMP,
    bytes(hex('0303 0000 00000000'), PING.subarray(0, 12)),
  ),
  overIpv4('an error that quotes no IPv4', ICMP, bytes(hex('0303 0000 00000000'), hex('65'), PING)),
  overIpv6('echo of ICMPv6', ICMPV6, echo(128)),
  overIpv6('too big', ICMPV6, bytes(hex('0200 0000 00000500'), ipv6(TCP, tcp(DATA)))),
  overIpv6(
    'unreachable, with extension headers in what it quotes',
    ICMPV6,
    bytes(hex('0104 0000 00000000'), ipv6(HOP_BY_HOP, bytes(extension(UDP), udp(53, DATA)))),
  ),
  overIpv6(
    'neighbour solicitation',
    ICMPV6,
    bytes(hex('8700 0000 00000000'), ipv6(0, bytes()).subarray(24, 40), hex('0101 020000000001')),
  ),
];
