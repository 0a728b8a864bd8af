import type { Protocol } from './layer.ts';

/** The protocol an EtherType announces (IANA ieee-802-numbers), or null if we do not decode it. */
export function protocolOfEtherType(etherType: number): Protocol | null {
  switch (etherType) {
    case 0x0800:
      return 'ipv4';
    case 0x0806:
      return 'arp';
    case 0x86dd:
      return 'ipv6';
    case 0x8100: // 802.1Q
    case 0x88a8: // 802.1ad, the outer tag of two
      return 'vlan';
    case 0x6558: // Transparent Ethernet bridging, in GRE and Geneve
      return 'ethernet';
    default:
      return null;
  }
}
