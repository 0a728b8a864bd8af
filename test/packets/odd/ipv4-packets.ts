import { bytes, echo, ethernet, hex, ipv4, tcp, udp } from '../build.ts';
import {
  DATA,
  ICMP,
  IPV4,
  type OddPacket,
  overIpv4,
  PING,
  packet,
  patched,
  SCTP,
  TCP,
  UDP,
} from './odd-packet.ts';

const OPTIONS: readonly (readonly [string, string])[] = [
  ['no operation', '01010101'],
  ['end of options', '00000000'],
  ['record route', '070b04 0a000001 00000000 00'],
  ['timestamp', '440c0501 0a000001 00000000'],
  ['router alert', '94040000'],
  ['loose source route', '8307040a 00000300'],
  ['one that runs past its header', '070f0400'],
  ['one of no length', '83000000'],
  ['the longest there may be', '01'.repeat(40)],
];

export const IPV4_PACKETS: readonly OddPacket[] = [
  ...OPTIONS.map(([name, options]) =>
    packet(
      `IPv4 with ${name}`,
      ethernet(IPV4, ipv4({ protocol: UDP, options: hex(options) }, udp(53, DATA))),
    ),
  ),
  packet('IPv4 with a wrong checksum', ethernet(IPV4, patched(PING, 10, 0xde, 0xad))),
  packet(
    'IPv4 with padding of Ethernet behind it',
    ethernet(IPV4, bytes(PING, new Uint8Array(18))),
  ),
  packet(
    'IPv4 of total length 0',
    ethernet(IPV4, ipv4({ protocol: TCP, totalLength: 0 }, tcp(DATA))),
  ),
  packet(
    'IPv4 longer than its frame',
    ethernet(IPV4, ipv4({ protocol: TCP, totalLength: 200 }, tcp(DATA))),
  ),
  packet(
    'IPv4 shorter than its header',
    ethernet(IPV4, ipv4({ protocol: TCP, totalLength: 19 }, tcp(DATA))),
  ),
  packet('IPv4 of its header alone', ethernet(IPV4, ipv4({ protocol: TCP }, bytes()))),
  packet('IPv4 with a header of 16 bytes', ethernet(IPV4, patched(PING, 0, 0x44))),
  packet('IPv4 of version 5', ethernet(IPV4, patched(PING, 0, 0x55))),
  packet(
    'IPv4 with a header past its end',
    ethernet(IPV4, patched(ipv4({ protocol: ICMP }, hex('0800')), 0, 0x4f)),
  ),
  packet(
    'IPv4, all flags, TTL 0, TOS 255',
    ethernet(IPV4, patched(patched(PING, 1, 0xff), 6, 0xc0, 0, 0)),
  ),
  packet(
    'first fragment',
    ethernet(IPV4, ipv4({ protocol: UDP, fragment: 0x2000 }, udp(53, DATA, 1400))),
  ),
  packet('middle fragment', ethernet(IPV4, ipv4({ protocol: UDP, fragment: 0x2001 }, DATA))),
  packet('last fragment', ethernet(IPV4, ipv4({ protocol: UDP, fragment: 0x0002 }, DATA))),
  packet(
    'fragment that overlaps',
    ethernet(IPV4, ipv4({ protocol: UDP, fragment: 0x2001 }, bytes(DATA, DATA))),
  ),
  packet(
    'fragment at the last offset',
    ethernet(IPV4, ipv4({ protocol: UDP, fragment: 0x1fff }, DATA)),
  ),
  packet(
    'first fragment of TCP, 8 bytes of it',
    ethernet(IPV4, ipv4({ protocol: TCP, fragment: 0x2000 }, tcp(DATA).subarray(0, 8))),
  ),
  packet(
    'first fragment of an echo',
    ethernet(IPV4, ipv4({ protocol: ICMP, fragment: 0x2000 }, echo())),
  ),
  packet(
    'IPv4 that must not be a fragment',
    ethernet(IPV4, ipv4({ protocol: ICMP, fragment: 0x4000 }, echo())),
  ),
  overIpv4('SCTP, not known here', SCTP, DATA),
];
