import { be16, bytes, ethernet, hex, ipv6, tcp, vlan } from '../build.ts';
import { DATA, IPV4, IPV6, type OddPacket, PING, packet, TALK, TCP } from './odd-packet.ts';

/** Ethernet, its tags, and what Linux or BSD put in its place. */
export const LINKS: readonly OddPacket[] = [
  packet('Ethernet II, a type that nobody knows', ethernet(0x9999, DATA)),
  packet('802.3 with LLC: spanning tree', ethernet(38, bytes(hex('424203'), new Uint8Array(35)))),
  packet('802.3 with SNAP', ethernet(36, bytes(hex('aaaa03 000000 0800'), PING.subarray(0, 28)))),
  packet(
    '802.3 whose length leaves padding',
    ethernet(3, bytes(hex('424203'), new Uint8Array(43))),
  ),
  packet('ARP request', ethernet(0x0806, arp(1))),
  packet('ARP reply, padded to 60 bytes', ethernet(0x0806, bytes(arp(2), new Uint8Array(18)))),
  packet('ARP of a third kind', ethernet(0x0806, arp(8))),
  packet('VLAN 5', ethernet(0x8100, vlan(5, IPV4, PING))),
  packet('VLAN 0, priority 7', ethernet(0x8100, vlan(0xe000, IPV4, PING))),
  packet('VLAN 4095, may be dropped', ethernet(0x8100, vlan(0x1fff, IPV4, PING))),
  packet('QinQ', ethernet(0x88a8, vlan(100, 0x8100, vlan(200, IPV4, PING)))),
  packet(
    '802.1Q in 802.1Q',
    ethernet(0x8100, vlan(100, 0x8100, vlan(200, IPV6, ipv6(TCP, tcp(DATA))))),
  ),
  packet('three tags', ethernet(0x88a8, vlan(1, 0x8100, vlan(2, 0x8100, vlan(3, IPV4, TALK))))),
  packet('VLAN with ARP', ethernet(0x8100, vlan(7, 0x0806, arp(1)))),
  packet('VLAN with LLC', ethernet(0x8100, vlan(7, 38, bytes(hex('424203'), new Uint8Array(35))))),
  packet('MPLS', ethernet(0x8847, bytes(hex('00010140'), PING))),
];

function arp(operation: number): Uint8Array {
  return bytes(
    ...[hex('0001 0800 06 04'), be16(operation)],
    ...[hex('020000000001 0a000001'), hex('000000000000 0a000002')],
  );
}
