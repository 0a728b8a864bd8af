import { decode, type Layer, type Packet } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';

type LayerOf<P extends Layer['protocol']> = Extract<Layer, { protocol: P }>;
type Value = string | number | boolean | null | undefined;
type Column = (packet: Packet) => Value[];

/** A column that shows one field of every layer of the given protocol. */
function each<P extends Layer['protocol']>(
  protocol: P,
  field: (layer: LayerOf<P>) => Value,
): Column {
  return ({ layers }) => layers.filter((l): l is LayerOf<P> => l.protocol === protocol).map(field);
}

function hex(digits: number) {
  return (value: number) => `0x${value.toString(16).padStart(digits, '0')}`;
}

const hex16 = hex(4);

function cooked(field: (layer: LayerOf<'sll'> | LayerOf<'sll2'>) => Value): Column {
  return ({ layers }) =>
    layers.flatMap((l) => (l.protocol === 'sll' || l.protocol === 'sll2' ? [field(l)] : []));
}

/** Of 802.1Q or 802.1ad, which tshark keeps apart. */
function tags(etherType: number, field: (layer: LayerOf<'vlan'>) => Value): Column {
  return ({ layers }) =>
    layers.flatMap((layer, i) => {
      const before = layers[i - 1];
      const is = before && 'etherType' in before && before.etherType === etherType;
      return layer.protocol === 'vlan' && is ? [field(layer)] : [];
    });
}

const LONGEST_802_3 = 1500;
const WIREGUARD = { initiation: 1, response: 2, cookie: 3, keepalive: 4, data: 4 };

/** What tshark tells of the record, not of what is in it. */
const FRAME_COLUMNS: Readonly<Record<string, (frame: Frame) => Value>> = {
  'frame.time_epoch': ({ timestampNs }) => {
    const ns = (timestampNs % 1_000_000_000n).toString().padStart(9, '0');
    return `${timestampNs / 1_000_000_000n}.${ns}`;
  },
  'frame.len': (frame) => frame.length,
  'frame.cap_len': (frame) => frame.bytes.length,
};

/** tshark's columns, in terms of our layers. */
export const LAYER_COLUMNS: Readonly<Record<string, Column>> = {
  'eth.dst': each('ethernet', (l) => l.destination),
  'eth.src': each('ethernet', (l) => l.source),
  'eth.type': each('ethernet', (l) => (l.etherType > LONGEST_802_3 ? hex16(l.etherType) : null)),
  'eth.len': each('ethernet', (l) => (l.etherType > LONGEST_802_3 ? null : l.etherType)),
  'vlan.id': tags(0x8100, (l) => l.id),
  'vlan.priority': tags(0x8100, (l) => l.priority),
  'vlan.dei': tags(0x8100, (l) => l.dropEligible),
  'ieee8021ad.id': tags(0x88a8, (l) => l.id),
  'ieee8021ad.priority': tags(0x88a8, (l) => l.priority),
  'ieee8021ad.dei': tags(0x88a8, (l) => l.dropEligible),
  'sll.pkttype': cooked((l) => l.packetType),
  'sll.hatype': cooked((l) => l.hardwareType),
  'sll.ifindex': each('sll2', (l) => l.ifindex),
  'sll.src.eth': cooked((l) => l.source),
  'arp.opcode': each('arp', (l) => l.operation),
  'arp.src.proto_ipv4': each('arp', (l) => l.senderIp),
  'arp.src.hw_mac': each('arp', (l) => l.senderMac),
  'arp.dst.proto_ipv4': each('arp', (l) => l.targetIp),
  'arp.dst.hw_mac': each('arp', (l) => l.targetMac),
  'ip.src': each('ipv4', (l) => l.source),
  'ip.dst': each('ipv4', (l) => l.destination),
  'ip.ttl': each('ipv4', (l) => l.ttl),
  'ip.id': each('ipv4', (l) => hex16(l.id)),
  'ip.len': each('ipv4', (l) => l.totalLength),
  'ip.proto': each('ipv4', (l) => l.ipProtocol),
  'ip.dsfield': each('ipv4', (l) => hex(2)(l.tos)),
  'ip.hdr_len': each('ipv4', (l) => l.headerLength),
  'ip.flags.df': each('ipv4', (l) => l.dontFragment),
  'ip.flags.mf': each('ipv4', (l) => l.moreFragments),
  'ip.frag_offset': each('ipv4', (l) => l.fragmentOffset / 8),
  'ip.checksum.status': each('ipv4', (l) => l.checksumOk),
  'ipv6.src': each('ipv6', (l) => l.source),
  'ipv6.dst': each('ipv6', (l) => l.destination),
  'ipv6.hlim': each('ipv6', (l) => l.hopLimit),
  'ipv6.plen': each('ipv6', (l) => l.payloadLength),
  'ipv6.tclass': each('ipv6', (l) => hex(8)(l.trafficClass)),
  'ipv6.flow': each('ipv6', (l) => hex(6)(l.flowLabel)),
  'ipv6.fraghdr.offset': each('ipv6', (l) => l.fragment && l.fragment.offset / 8),
  'ipv6.fraghdr.more': each('ipv6', (l) => l.fragment?.more),
  'ipv6.fraghdr.ident': each('ipv6', (l) => l.fragment && hex(8)(l.fragment.id)),
  'icmp.type': each('icmp', (l) => l.type),
  'icmp.code': each('icmp', (l) => l.code),
  'icmp.ident': each('icmp', (l) => l.id),
  'icmp.seq': each('icmp', (l) => l.sequence),
  'icmpv6.type': each('icmpv6', (l) => l.type),
  'icmpv6.code': each('icmpv6', (l) => l.code),
  'icmpv6.echo.identifier': each('icmpv6', (l) => l.id && hex16(l.id)),
  'icmpv6.echo.sequence_number': each('icmpv6', (l) => l.sequence),
  'udp.srcport': each('udp', (l) => l.sourcePort),
  'udp.dstport': each('udp', (l) => l.destinationPort),
  'udp.length': each('udp', (l) => l.udpLength),
  'wg.type': each('wireguard', (l) => WIREGUARD[l.message]),
  'geneve.vni': each('geneve', (l) => hex(6)(l.vni)),
  'geneve.proto_type': each('geneve', (l) => hex16(l.innerProtocol)),
  'gre.proto': each('gre', (l) => hex16(l.innerProtocol)),
  'gre.key': each('gre', (l) => (l.key === null ? null : hex(8)(l.key))),
  'vxlan.vni': each('vxlan', (l) => l.vni),
  'tcp.srcport': each('tcp', (l) => l.sourcePort),
  'tcp.dstport': each('tcp', (l) => l.destinationPort),
  'tcp.seq_raw': each('tcp', (l) => l.sequence),
  'tcp.ack_raw': each('tcp', (l) => l.acknowledgement),
  'tcp.flags': each('tcp', (l) => hex16(l.flags)),
  'tcp.hdr_len': each('tcp', (l) => l.headerLength),
  'tcp.window_size_value': each('tcp', (l) => l.window),
  'tcp.len': each('tcp', (l) => l.payloadLength),
};

/** Our values of a column, in tshark's spelling: booleans as 0 and 1. */
export function layerCells(packet: Packet, column: string): string[] {
  return spelt(LAYER_COLUMNS[column]!(packet));
}

/** Our row: several values joined. */
export function row(frame: Frame, columns: readonly string[]): string[] {
  const packet = decode(frame);
  return columns.map((column) => {
    const ofFrame = FRAME_COLUMNS[column];
    return (ofFrame ? spelt([ofFrame(frame)]) : layerCells(packet, column)).join(',');
  });
}

function spelt(values: readonly Value[]): string[] {
  return values
    .filter((value) => value !== null && value !== undefined)
    .map((value) => String(typeof value === 'boolean' ? Number(value) : value));
}
