import { describe, expect, it } from 'vitest';
import { decode, type Packet } from '../../src/packets/decode.ts';
import { RECORDINGS, recordedFrames, tsharkRows } from './recordings.ts';
import { row } from './tshark-columns.ts';

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
