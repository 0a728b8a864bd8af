import { describe, expect, it } from 'vitest';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { FrameFilter } from '../../src/packets/frame-filter.ts';
import { bytes, hex } from './build.ts';
import { Blocks } from './pcapng-blocks.ts';
import { thrownBy } from './thrown-by.ts';

const le = new Blocks(true);

/** A pcap file's header of version 2.4, little endian. */
const pcap = (snaplen = 0, version = [2, 4]) =>
  bytes(
    hex('d4c3b2a1'),
    version.flatMap((n) => le.u16(n)),
    le.u32(0),
    le.u32(0),
    le.u32(snaplen),
    le.u32(1),
  );
const record = (claimed: number, ...captured: number[]) =>
  bytes(
    [2, 3, claimed, 60].flatMap((n) => le.u32(n)),
    captured,
  );

const start = bytes(le.section(), le.device(1));

/** Frames in the end, and all that is wrong. */
function pushed(...parts: Uint8Array[]) {
  const reader = new CaptureReader();
  return parts.flatMap((part) => reader.push(part));
}

const errorOn = (...parts: Uint8Array[]) => thrownBy(() => pushed(...parts));

describe('what cannot be read is told in words, with its place in the file', () => {
  it.each([
    ['zstd', '28b52ffd', 'the capture is zstd-compressed: zstd -d it first (at byte 0)'],
    ['lz4', '04224d18', 'the capture is lz4-compressed: lz4 -d it first (at byte 0)'],
    ['xz', 'fd377a58', 'the capture is xz-compressed: unxz it first (at byte 0)'],
    ['zeros', '00000001', 'neither pcap nor pcapng: it starts with 00000001 (at byte 0)'],
  ])('a file of %s', (_, magic, message) => {
    expect(errorOn(hex(magic))).toMatchObject({ code: 'bad-magic', offset: 0, message });
  });

  it.each([
    [[2, 3], '2.3'],
    [[3, 4], '3.4'],
  ])('pcap of version %j', (version, words) => {
    const message = `pcap version ${words}, not 2.4 (at byte 0)`;
    expect(errorOn(pcap(0, version))).toMatchObject({ code: 'unsupported', message });
  });

  it.each([
    ['version', le.section(2), 0, 'unsupported', 'pcapng version 2'],
    [
      'section without order',
      le.block(0x0a0d0d0a, new Uint8Array(16)),
      0,
      'corrupt',
      'pcapng section without a byte-order magic',
    ],
    [
      'short section',
      bytes(hex('0a0d0d0a'), le.u32(24), le.u32(0x1a2b3c4d)),
      0,
      'corrupt',
      'pcapng block claims 24 bytes',
    ],
    [
      'short block',
      bytes(start, le.u32(5), le.u32(8)),
      48,
      'corrupt',
      'pcapng block claims 8 bytes',
    ],
    [
      'odd block',
      bytes(start, le.u32(5), le.u32(14)),
      48,
      'corrupt',
      'pcapng block claims 14 bytes',
    ],
    [
      'end of a block',
      bytes(start, le.u32(5), le.u32(12), le.u32(16)),
      48,
      'corrupt',
      'pcapng block ends in another length',
    ],
    [
      'stranger',
      bytes(start, le.packet(1, [0, 0])),
      48,
      'corrupt',
      'pcapng packet of undeclared interface 1',
    ],
    [
      'empty packet',
      bytes(start, le.block(6, [])),
      48,
      'corrupt',
      'pcapng block of 0 bytes needs 4',
    ],
    [
      'packet without its fields',
      bytes(start, le.block(6, le.u32(0))),
      48,
      'corrupt',
      'pcapng block of 4 bytes needs 20',
    ],
    [
      'packet beyond its block',
      bytes(
        start,
        le.block(
          6,
          [0, 0, 0, 5, 5].flatMap((n) => le.u32(n)),
        ),
      ),
      48,
      'corrupt',
      'pcapng block of 20 bytes needs 25',
    ],
    [
      'obsolete packet',
      bytes(start, le.block(2, [])),
      48,
      'corrupt',
      'pcapng block of 0 bytes needs 4',
    ],
    [
      'simple packet',
      bytes(start, le.block(3, le.u32(9), hex('c0ffee00'))),
      48,
      'corrupt',
      'pcapng block of 8 bytes needs 13',
    ],
    [
      'interface',
      bytes(le.section(), le.block(1, le.u32(1))),
      28,
      'corrupt',
      'pcapng block of 4 bytes needs 8',
    ],
    [
      'option',
      bytes(start, le.packet(0, [0, 0], [bytes(le.u16(1), le.u16(5), le.u32(0))])),
      48,
      'corrupt',
      'pcapng option 1 overruns its block',
    ],
  ] as const)('pcapng: %s', (name, file, at, code, message) => {
    // an option's own place, not its block's
    const offset = name === 'option' ? at + 8 + 24 : at;
    expect(errorOn(file)).toMatchObject({
      code,
      offset,
      message: `${message} (at byte ${offset})`,
    });
  });

  it('too many interfaces', () => {
    const many = bytes(...Array(4096).fill(le.device(1)));
    const reader = new CaptureReader();
    reader.push(le.section());
    for (let i = 0; i < 16; i++) reader.push(many);
    const offset = 28 + 65_536 * 20;
    expect(thrownBy(() => reader.push(le.device(1)))).toMatchObject({
      message: `too many pcapng interfaces (at byte ${offset})`,
      offset,
    });
  });

  it('the end of a file before it should be', () => {
    const ended = (...parts: Uint8Array[]) => {
      const reader = new CaptureReader();
      for (const part of parts) reader.push(part);
      return thrownBy(() => reader.end()).message;
    };
    expect(ended()).toBe('the capture ends before its header (at byte 0)');
    expect(ended(pcap(), record(3, 1))).toBe('the capture ends inside a record (at byte 24)');
  });
});

describe('how much a record may claim', () => {
  const message = (claimed: number) => `pcap record claims ${claimed} bytes (at byte 24)`;

  it('is what tcpdump takes by default, though the header says less', () => {
    expect(pushed(pcap(64), record(262_144))).toEqual([]);
    expect(errorOn(pcap(64), record(262_145))).toMatchObject({ message: message(262_145) });
  });

  it('is as much as the header says, though that is more, but no more than 16 MiB', () => {
    expect(pushed(pcap(300_000), record(300_000))).toEqual([]);
    expect(errorOn(pcap(300_000), record(300_001)).message).toBe(message(300_001));
    const most = 16 * 1024 * 1024;
    expect(pushed(pcap(0xffffffff), record(most))).toEqual([]);
    expect(errorOn(pcap(0xffffffff), record(most + 1)).message).toBe(message(most + 1));
  });

  it('is 16 MiB for a block of pcapng', () => {
    const claiming = (length: number) => bytes(le.u32(5), le.u32(length));
    const most = 16 * 1024 * 1024;
    expect(pushed(start, claiming(most))).toEqual([]);
    expect(errorOn(start, claiming(most + 4)).message).toContain(`claims ${most + 4} bytes`);
  });

  it('may be nothing at all', () => {
    expect(pushed(pcap(), record(0))).toMatchObject([{ bytes: new Uint8Array(), length: 60 }]);
    expect(pushed(start, le.block(5))).toEqual([]);
  });
});

describe('options of pcapng of another length than they should have', () => {
  const read = (device: Uint8Array, packet: Uint8Array) => pushed(le.section(), device, packet);

  it('leave the resolution at microseconds and the offset at none', () => {
    const odd = [le.option(9, [9, 9]), le.option(14, [1, 0, 0, 0])];
    expect(read(le.device(1, odd), le.packet(0, [0, 5]))).toMatchObject([{ timestampNs: 5_000n }]);
  });

  it('leave the direction unknown', () => {
    for (const value of [[1], [1, 0, 0, 0, 0]]) {
      const packet = le.packet(0, [0, 5], [le.option(2, value)]);
      expect(read(le.device(1), packet)).toMatchObject([{ direction: null }]);
    }
  });

  it('count once, the first of each, and none behind the last', () => {
    const twice = [le.option(2, [1, 0, 0, 0]), le.option(2, [2, 0, 0, 0])];
    expect(read(le.device(1), le.packet(0, [0, 5], twice))).toMatchObject([{ direction: 'in' }]);
    const ended = [le.option(0, []), le.option(2, [1, 0, 0, 0])];
    expect(read(le.device(1), le.packet(0, [0, 5], ended))).toMatchObject([{ direction: null }]);
  });
});

it('an interface is of its own section, which counts from nought again', () => {
  const frames = pushed(start, le.device(101), le.section(), le.device(276), le.packet(0, [0, 0]));
  expect(frames).toMatchObject([{ interfaceId: 2, linkType: 276 }]);
});

it('stamps are right whenever their upper half or second changes', () => {
  const stamps = [
    [1, 5],
    [1, 6],
    [0, 7],
    [2, 5],
  ] as const;
  const packets = stamps.map(([high, low]) => le.packet(0, [high, low]));
  expect(pushed(start, ...packets).map(({ timestampNs }) => timestampNs)).toEqual(
    stamps.map(([high, low]) => ((BigInt(high) << 32n) + BigInt(low)) * 1000n),
  );
  const records = [7, 7, 0, 9].map((second) => bytes([second, 1, 0, 0].flatMap((n) => le.u32(n))));
  expect(pushed(pcap(), ...records).map(({ timestampNs }) => timestampNs)).toEqual(
    [7, 7, 0, 9].map((second) => BigInt(second) * 1_000_000_000n + 1000n),
  );
});

describe('a filter', () => {
  /** What it is asked of each frame; it wants every other. */
  function asked(...parts: Uint8Array[]) {
    const questions: unknown[] = [];
    const filter: FrameFilter = {
      wants(all, from, to, linkType, interfaceId) {
        questions.push([
          Buffer.from(all.subarray(from, to)).toString('hex'),
          linkType,
          interfaceId,
        ]);
        return questions.length % 2 === 0;
      },
    };
    const reader = new CaptureReader(filter);
    const frames = parts.flatMap((part) => reader.push(part));
    reader.end();
    return { questions, frames };
  }

  it('is asked of each frame of a pcap file', () => {
    const { questions, frames } = asked(pcap(), record(2, 1, 2), record(1, 3));
    expect(questions).toEqual([
      ['0102', 1, 0],
      ['03', 1, 0],
    ]);
    expect(frames).toMatchObject([{ bytes: hex('03') }]);
  });

  it('is asked of each frame of a pcapng file, of whatever block', () => {
    const simple = le.block(3, le.u32(3), hex('abcdef00'));
    const devices = [le.device(1), le.device(101)];
    const { questions, frames } = asked(
      le.section(),
      ...devices,
      le.packet(1, [0, 0]),
      simple,
      simple,
      le.packet(1, [0, 0]),
    );
    expect(questions).toEqual([
      ['c0ffee', 101, 1],
      ['abcdef', 1, 0],
      ['abcdef', 1, 0],
      ['c0ffee', 101, 1],
    ]);
    expect(frames).toMatchObject([{ bytes: hex('abcdef') }, { bytes: hex('c0ffee') }]);
  });
});
