import { describe, expect, it } from 'vitest';
import { CaptureReader, readFrames } from '../../src/packets/capture-reader.ts';
import { PacketError } from '../../src/packets/packet-error.ts';
import { bytes, hex } from './build.ts';
import { thrownBy } from './thrown-by.ts';

const HEADER = hex('d4c3b2a1 0200 0400 00000000 00000000 00010000 01000000');
/** Second 2, microsecond 3, three bytes of five. */
const RECORD = hex('02000000 03000000 03000000 05000000 c0ffee');

function read(...chunks: Uint8Array[]) {
  const reader = new CaptureReader();
  const frames = chunks.flatMap((chunk) => reader.push(chunk));
  return { reader, frames };
}

describe('pcap reader', () => {
  it.each([
    ['little endian, us', 'd4c3b2a1', 2_000_003_000n],
    ['little endian, ns', '4d3cb2a1', 2_000_000_003n],
  ])('%s', (_, magic, timestampNs) => {
    const { reader, frames } = read(bytes(hex(magic), HEADER.subarray(4), RECORD));
    reader.end();
    expect(reader.format).toBe('pcap');
    expect(reader.interfaces).toEqual([{ id: 0, linkType: 1, name: null, snaplen: 256 }]);
    expect(frames).toEqual([
      {
        timestampNs,
        linkType: 1,
        bytes: hex('c0ffee'),
        length: 5,
        direction: null,
        ifindex: null,
        interfaceId: 0,
      },
    ]);
  });

  it.each([
    ['big endian, us', 'a1b2c3d4', 2_000_003_000n],
    ['big endian, ns', 'a1b23c4d', 2_000_000_003n],
  ])('%s', (_, magic, timestampNs) => {
    const header = hex('0002 0004 00000000 00000000 00000100 00000114');
    const record = hex('00000002 00000003 00000003 00000005 c0ffee');
    const { reader, frames } = read(bytes(hex(magic), header, record));
    reader.end();
    expect(reader.interfaces).toEqual([{ id: 0, linkType: 276, name: null, snaplen: 256 }]);
    expect(frames).toMatchObject([{ timestampNs, linkType: 276, bytes: hex('c0ffee'), length: 5 }]);
  });

  it('reads seconds past 2038', () => {
    const late = bytes(hex('ffffffff'), RECORD.subarray(4));
    expect(read(HEADER, late).frames[0]?.timestampNs).toBe(4_294_967_295_000_003_000n);
  });

  it('ignores what the link type says about checksums', () => {
    const header = bytes(HEADER.subarray(0, 20), hex('01000024'));
    expect(read(header, RECORD).frames[0]?.linkType).toBe(1);
  });

  it('keeps earlier frames intact while reading on', () => {
    const { frames } = read(HEADER, RECORD.subarray(0, 17), RECORD.subarray(17), RECORD, RECORD);
    expect(frames.map((frame) => frame.bytes)).toEqual(Array(3).fill(hex('c0ffee')));
  });

  it('tells the direction and interface of cooked frames', () => {
    const direction = (linkType: number, packet: Uint8Array) => {
      const header = bytes(HEADER.subarray(0, 20), [linkType & 0xff, linkType >> 8, 0, 0]);
      const record = bytes(Array(8).fill(0), [packet.length, 0, 0, 0, packet.length, 0, 0, 0]);
      const [frame] = read(header, record, packet).frames;
      return [frame?.direction, frame?.ifindex];
    };
    const types = [0, 1, 2, 3, 4, 5];
    const ways = ['in', 'in', 'in', 'in', 'out', null];
    const sll = types.map((type) => direction(113, bytes(0, type, Array(14).fill(0))));
    expect(sll).toEqual(ways.map((way) => [way, null]));
    const sll2 = types.map((type) =>
      direction(276, bytes(hex('0800 0000 0000004d 0001'), type, 6, Array(8).fill(0))),
    );
    expect(sll2).toEqual(ways.map((way) => [way, 77]));
    expect(direction(276, hex('0800 0000'))).toEqual([null, null]);
  });
});

describe('pcap reader errors', () => {
  it.each([
    ['text', '48656c6c6f', 'neither pcap nor pcapng: it starts with 48656c6c (at byte 0)'],
    ['gzip', '1f8b0800', 'the capture is gzip-compressed: gunzip it first (at byte 0)'],
  ])('rejects %s', (_, start, message) => {
    const error = thrownBy(() => read(hex(start)));
    expect(error).toMatchObject({ code: 'bad-magic', offset: 0, message });
  });

  it('rejects another version', () => {
    const header = bytes(HEADER.subarray(0, 6), hex('0300'), HEADER.subarray(8));
    expect(thrownBy(() => read(header))).toMatchObject({ code: 'unsupported' });
  });

  it('rejects a hostile record length at once, at its offset', () => {
    const record = hex('00000000 00000000 01000400 01000400');
    expect(thrownBy(() => read(HEADER, record))).toMatchObject({ code: 'corrupt', offset: 24 });
  });

  it('never waits for more than 16 MiB, whatever the snaplen claims', () => {
    const header = bytes(HEADER.subarray(0, 16), hex('ffffffff'), HEADER.subarray(20));
    const record = (length: string) => hex(`00000000 00000000 ${length} ${length}`);
    expect(read(header, record('00000001')).frames).toEqual([]);
    expect(thrownBy(() => read(header, record('01000001')))).toMatchObject({ code: 'corrupt' });
  });

  it('hands out the frames before the fault first, then throws for good', () => {
    const { reader, frames } = read(bytes(HEADER, RECORD, RECORD, Array(16).fill(0xff)));
    expect(frames).toHaveLength(2);
    const error = thrownBy(() => reader.push(RECORD));
    expect(error).toMatchObject({ code: 'corrupt', offset: 24 + 2 * 19 });
    expect(thrownBy(() => reader.push(RECORD))).toBe(error);
    expect(thrownBy(() => reader.end())).toBe(error);
  });

  it.each([
    ['nothing', 0, 0],
    ['half a magic', 2, 0],
    ['half a header', 20, 0],
    ['half a record header', 24 + 19 + 8, 24 + 19],
    ['half a record', 24 + 19 + 18, 24 + 19],
  ])('says a file of %s is truncated', (_, length, offset) => {
    const { reader } = read(bytes(HEADER, RECORD, RECORD).subarray(0, length));
    expect(thrownBy(() => reader.end())).toMatchObject({ code: 'truncated', offset });
  });

  it('accepts a header alone', () => {
    const { reader, frames } = read(HEADER);
    expect(frames).toEqual([]);
    expect(() => reader.end()).not.toThrow();
  });
});

describe('readFrames', () => {
  it('yields the frames before a truncation, then throws', async () => {
    const got: Uint8Array[] = [];
    const reading = (async () => {
      for await (const frame of readFrames([HEADER, RECORD, RECORD.subarray(0, 18)])) {
        got.push(frame.bytes);
      }
    })();
    await expect(reading).rejects.toThrow(PacketError);
    expect(got).toEqual([hex('c0ffee')]);
  });

  it('reads asynchronous chunks', async () => {
    async function* chunks() {
      yield HEADER;
      yield RECORD;
    }
    let count = 0;
    for await (const frame of readFrames(chunks())) count += frame.bytes.length;
    expect(count).toBe(3);
  });
});
