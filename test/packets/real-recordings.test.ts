import { describe, expect, it } from 'vitest';
import { decode, type Layer, type Packet } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { RECORDINGS, recordedFrames, tsharkRows } from './recordings.ts';

type LayerOf<P extends Layer['protocol']> = Extract<Layer, { protocol: P }>;
type Value = string | number | boolean | null | undefined;
type Column = (packet: Packet, frame: Frame) => Value[];

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

/** tshark's columns, in terms of our layers. */
const COLUMNS: Readonly<Record<string, Column>> = {
  'frame.time_epoch': (_, { timestampNs }) => {
    const ns = (timestampNs % 1_000_000_000n).toString().padStart(9, '0');
    return [`${timestampNs / 1_000_000_000n}.${ns}`];
  },
  'frame.len': (_, frame) => [frame.length],
  'frame.cap_len': (_, frame) => [frame.bytes.length],
  'eth.dst': each('ethernet', (l) => l.destination),
  'eth.src': each('ethernet', (l) => l.source),
  'eth.type': each('ethernet', (l) => hex16(l.etherType)),
  'sll.pkttype': cooked((l) => l.packetType),
  'sll.ifindex': (_, frame) => [frame.ifindex],
  'sll.src.eth': cooked((l) => l.source),
  'arp.opcode': each('arp', (l) => l.operation),
  'arp.src.proto_ipv4': each('arp', (l) => l.senderIp),
  'arp.dst.hw_mac': each('arp', (l) => l.targetMac),
  'ip.src': each('ipv4', (l) => l.source),
  'ip.dst': each('ipv4', (l) => l.destination),
  'ip.ttl': each('ipv4', (l) => l.ttl),
  'ip.id': each('ipv4', (l) => hex16(l.id)),
  'ip.len': each('ipv4', (l) => l.totalLength),
  'ip.proto': each('ipv4', (l) => l.ipProtocol),
  'ip.hdr_len': each('ipv4', (l) => l.headerLength),
  'ip.flags.df': each('ipv4', (l) => l.dontFragment),
  'ip.flags.mf': each('ipv4', (l) => l.moreFragments),
  'ip.frag_offset': each('ipv4', (l) => l.fragmentOffset / 8),
  'ip.checksum.status': each('ipv4', (l) => l.checksumOk),
  'ipv6.src': each('ipv6', (l) => l.source),
  'ipv6.dst': each('ipv6', (l) => l.destination),
  'ipv6.hlim': each('ipv6', (l) => l.hopLimit),
  'ipv6.plen': each('ipv6', (l) => l.payloadLength),
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

/** Our row, in tshark's spelling: several values joined, booleans as 0 and 1. */
function row(frame: Frame, columns: readonly string[]): string[] {
  const packet = decode(frame);
  return columns.map((column) =>
    COLUMNS[column]!(packet, frame)
      .filter((value) => value !== null && value !== undefined)
      .map((value) => (typeof value === 'boolean' ? Number(value) : value))
      .join(','),
  );
}

/**
 * Where tshark says more by design: it decodes the packet an ICMP error quotes like any other,
 * which we leave in `quoted`, and shows fields of a header that the capture cut in the middle.
 */
function withoutExtras(cells: string[], columns: readonly string[], packet: Packet): string[] {
  const last = packet.layers.at(-1);
  const quoted = (last?.protocol === 'icmp' || last?.protocol === 'icmpv6') && last.quoted;
  const headerCut = packet.cut && last?.protocol === 'ethernet';
  if (!quoted && !headerCut) return cells;
  return cells.map((cell, i) => {
    if (columns[i]?.startsWith('udp.') && quoted) return '';
    return columns[i]?.startsWith('ip') ? cell.split(',')[0]! : cell;
  });
}

describe('real recordings, frame by frame, as tshark reads them', () => {
  it('has recordings to compare', () => expect(RECORDINGS.length).toBeGreaterThanOrEqual(13));

  it.each(RECORDINGS)('%s', (name) => {
    const { columns, rows } = tsharkRows(name);
    const frames = recordedFrames(name);
    expect(frames).toHaveLength(rows.length);
    frames.forEach((frame, i) => {
      const packet = decode(frame);
      expect(packet.malformed).toBeNull();
      expect(row(frame, columns)).toEqual(withoutExtras(rows[i]!, columns, packet));
    });
  });

  it('takes the direction of cooked frames from the packet type', () => {
    for (const name of ['kernel-any-sll.pcap', 'kernel-any-sll2.pcap']) {
      const frames = recordedFrames(name);
      const type = tsharkRows(name).columns.indexOf('sll.pkttype');
      const expected = tsharkRows(name).rows.map((cells) => (cells[type] === '4' ? 'out' : 'in'));
      expect(new Set(expected)).toEqual(new Set(['in', 'out']));
      expect(frames.map((frame) => frame.direction)).toEqual(expected);
    }
  });

  it('reads the quote of real ICMP errors', () => {
    const quotes = recordedFrames('kernel-veth.pcap').flatMap((frame) =>
      decode(frame).layers.flatMap((l) =>
        (l.protocol === 'icmp' || l.protocol === 'icmpv6') && l.quoted ? [l.quoted] : [],
      ),
    );
    expect(quotes).toEqual([
      { source: '10.9.0.1', destination: '10.9.0.2', ipProtocol: 17 },
      { source: 'fd00::1', destination: 'fd00::2', ipProtocol: 17 },
    ]);
  });
});
