import { LINK_TYPE } from '../../../src/packets/link-type.ts';
import { be16, be32, bytes, echo, hex, ipv6, tcp, udp, vlan } from '../build.ts';
import {
  DATA,
  ICMPV6,
  IPV4,
  IPV6,
  type OddPacket,
  PING,
  packet,
  TALK,
  TCP,
  UDP,
} from './odd-packet.ts';

/** As `tcpdump -i any` captures. */
export const COOKED: readonly OddPacket[] = [
  ...[0, 1, 2, 3, 4].map((type) =>
    packet(`SLL, packet type ${type}`, sll(type, 1, IPV4, PING), 113),
  ),
  packet('SLL without an address', sll(0, 65_534, IPV4, PING, 0), 113),
  packet('SLL of loopback', sll(0, 772, IPV6, ipv6(ICMPV6, echo(128))), 113),
  packet('SLL of a tun device', sll(4, 65_534, IPV4, TALK, 0), 113),
  packet('SLL, ARPHRD 512 (PPP)', sll(4, 512, IPV4, TALK, 0), 113),
  packet('SLL with a VLAN', sll(0, 1, 0x8100, vlan(9, IPV4, PING)), 113),
  packet('SLL with LLC', sll(0, 1, 4, bytes(hex('424203'), new Uint8Array(35))), 113),
  ...[0, 1, 2, 3, 4].map((type) =>
    packet(`SLL2, packet type ${type}`, sll2(type, 1, IPV4, PING), 276),
  ),
  packet('SLL2 without an address', sll2(0, 65_534, IPV4, PING, 0), 276),
  packet('SLL2 of loopback', sll2(0, 772, IPV6, ipv6(ICMPV6, echo(129))), 276),
  packet('SLL2 of 6in4', sll2(0, 776, IPV6, ipv6(UDP, udp(53, DATA)), 4), 276),
  packet('SLL2 with two VLANs', sll2(0, 1, 0x88a8, vlan(8, 0x8100, vlan(9, IPV4, TALK))), 276),
];

function sll(type: number, hardware: number, protocol: number, payload: Uint8Array, length = 6) {
  const address = length === 0 ? hex('0000000000000000') : hex('0200000000010000');
  return bytes(be16(type), be16(hardware), be16(length), address, be16(protocol), payload);
}

function sll2(type: number, hardware: number, protocol: number, payload: Uint8Array, length = 6) {
  const address = length === 0 ? hex('0000000000000000') : hex('0200000000010000');
  return bytes(
    ...[be16(protocol), be16(0), be32(42), be16(hardware), type, length, address, payload],
  );
}

export const BARE: readonly OddPacket[] = [
  packet('raw IPv4', PING, LINK_TYPE.RAW),
  packet('raw IPv6', ipv6(TCP, tcp(DATA)), LINK_TYPE.RAW),
  packet('link type IPv4', TALK, LINK_TYPE.IPV4),
  packet('link type IPv6', ipv6(ICMPV6, echo(128)), LINK_TYPE.IPV6),
  packet('BSD loopback, little-endian', bytes(hex('02000000'), PING), LINK_TYPE.NULL),
  packet('BSD loopback, big-endian', bytes(hex('00000002'), PING), LINK_TYPE.NULL),
  packet(
    'BSD loopback, IPv6 of macOS',
    bytes(hex('1e000000'), ipv6(UDP, udp(53, DATA))),
    LINK_TYPE.NULL,
  ),
];
