import { describe, expect, it } from 'vitest';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import { bytes, hex } from './build.ts';
import { Blocks } from './pcapng-blocks.ts';
import { thrownBy } from './thrown-by.ts';

const le = new Blocks(true);
const be = new Blocks(false);

function read(...parts: Uint8Array[]) {
  const reader = new CaptureReader();
  const frames = reader.push(bytes(...parts));
  reader.end();
  return { reader, frames };
}

describe('pcapng reader', () => {
  it.each([
    ['little', le],
    ['big', be],
  ])('reads %s endian', (_, b) => {
    const name = b.option(2, [...new TextEncoder().encode('lxc0é')]);
    const { reader, frames } = read(b.section(), b.device(1, [name], 128), b.packet(0, [1, 2]));
    expect(reader.format).toBe('pcapng');
    expect(reader.interfaces).toEqual([{ id: 0, linkType: 1, name: 'lxc0é', snaplen: 128 }]);
    expect(frames).toEqual([
      {
        timestampNs: 4_294_967_298_000n,
        linkType: 1,
        bytes: hex('c0ffee'),
        length: 5,
        direction: null,
        ifindex: null,
        interfaceId: 0,
      },
    ]);
  });

  it('reads sections of either order, counting interfaces on', () => {
    const { reader, frames } = read(
      ...[le.section(), le.device(1), le.device(101), le.packet(1, [0, 1])],
      ...[be.section(), be.device(113), be.packet(0, [0, 2])],
    );
    expect(reader.interfaces.map(({ id, linkType }) => [id, linkType])).toEqual([
      [0, 1],
      [1, 101],
      [2, 113],
    ]);
    expect(frames).toMatchObject([
      { interfaceId: 1, linkType: 101, timestampNs: 1000n },
      { interfaceId: 2, linkType: 113, timestampNs: 2000n },
    ]);
  });

  it.each([
    ['s', 0, 5_000_000_000n],
    ['ms', 3, 5_000_000n],
    ['ns', 9, 5n],
    ['ps', 12, 0n],
    ['1/256 s', 0x88, 19_531_250n],
    ['2^-32 s', 0xa0, 1n],
  ])('scales timestamps in %s', (_, resolution, timestampNs) => {
    const device = le.device(1, [le.option(9, [resolution])]);
    expect(read(le.section(), device, le.packet(0, [0, 5])).frames).toMatchObject([
      { timestampNs },
    ]);
  });

  it('adds the timestamp offset, which may be negative', () => {
    const offset = hex('feffffffffffffff');
    const device = le.device(1, [le.option(9, [9]), le.option(14, offset)]);
    expect(read(le.section(), device, le.packet(0, [1, 0])).frames).toMatchObject([
      { timestampNs: 2n ** 32n - 2_000_000_000n },
    ]);
  });

  it.each([
    [0, null],
    [1, 'in'],
    [2, 'out'],
    [3, null],
    [0xfffffffd, 'in'],
  ])('takes the direction from flags %i', (flags, direction) => {
    for (const b of [le, be]) {
      const options = [b.option(1, hex('68')), b.option(2, b.u32(flags)), b.option(0, [])];
      const packet = b.packet(0, [0, 0], options);
      expect(read(b.section(), b.device(1), packet).frames).toMatchObject([{ direction }]);
    }
  });

  it('believes the flags over the cooked packet type', () => {
    const fields = [0, 0, 0, 16, 16].flatMap((value) => le.u32(value));
    const cooked = hex('0004 0001 0006 0200000000010000 0800');
    const outgoing = le.block(6, fields, cooked);
    const flagged = le.block(6, fields, cooked, le.option(2, [1, 0, 0, 0]));
    expect(read(le.section(), le.device(113), outgoing, flagged).frames).toMatchObject([
      { direction: 'out' },
      { direction: 'in' },
    ]);
  });

  it('reads simple packets, cut by the interface', () => {
    const whole = le.block(3, le.u32(3), hex('c0ffee 00'));
    expect(read(le.section(), le.device(1), whole).frames).toMatchObject([
      { bytes: hex('c0ffee'), length: 3, timestampNs: 0n, direction: null },
    ]);
    const cut = le.block(3, le.u32(1500), hex('c0ff 0000'));
    expect(read(le.section(), le.device(1, [], 2), cut).frames).toMatchObject([
      { bytes: hex('c0ff'), length: 1500 },
    ]);
  });

  it('reads obsolete packet blocks', () => {
    const fields = bytes(le.u16(1), le.u16(9), ...[0, 7, 3, 5].map((value) => le.u32(value)));
    const packet = le.block(2, fields, hex('c0ffee 00'), le.option(2, [2, 0, 0, 0]));
    expect(read(le.section(), le.device(1), le.device(101), packet).frames).toMatchObject([
      { interfaceId: 1, linkType: 101, timestampNs: 7000n, length: 5, direction: 'out' },
    ]);
  });

  it.each([le, be])('has the last counts of each interface, and how often there were any', (to) => {
    const counts = (id: number, ...options: Uint8Array[]) =>
      to.block(5, to.u32(id), to.u32(0), to.u32(7), ...options);
    const drops = (n: number) =>
      to.option(7, to === le ? [n, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 0, 0, n]);
    const file = [to.section(), to.device(1), to.device(1), counts(0, drops(3)), counts(1)];
    const { reader } = read(...file, to.packet(0, [0, 0]), counts(0, drops(5)));
    expect([...reader.statistics]).toEqual([
      [0, { reports: 2, dropped: 5n }],
      [1, { reports: 1, dropped: null }],
    ]);
  });

  it('takes counts of an interface by its number in its section, and passes over those of none', () => {
    const counts = (id: number) => le.block(5, le.u32(id), le.u32(0), le.u32(0));
    const sections = [le.section(), le.device(1), counts(0), be.section(), be.device(1)];
    const own = be.block(5, be.u32(0), be.u32(0), be.u32(0));
    const { reader } = read(...sections, own, be.block(5, be.u32(9), be.u32(0), be.u32(0)));
    expect([...reader.statistics.keys()]).toEqual([0, 1]);
  });

  it('skips blocks it does not know', () => {
    const statistics = le.block(5, hex('00000000 00000000'));
    const custom = le.block(0x0bad, hex(''));
    const file = [le.section(), statistics, le.device(1), custom, le.packet(0, [0, 0])];
    expect(read(...file).frames).toHaveLength(1);
  });
});

describe('pcapng reader errors', () => {
  const start = bytes(le.section(), le.device(1));

  it.each([
    ['trailing length', bytes(le.u32(5), le.u32(12), le.u32(16))],
    ['length below a block', bytes(le.u32(5), le.u32(8))],
    ['length not in words', bytes(le.u32(5), le.u32(13))],
    ['hostile length', bytes(le.u32(5), le.u32(0x01000004))],
    ['undeclared interface', le.packet(1, [0, 0])],
    [
      'captured beyond the block',
      le.block(6, ...[0, 0, 0, 5, 5].map((v) => le.u32(v)), hex('c0ffee00')),
    ],
    ['packet without its fields', le.block(6, le.u32(0))],
    ['obsolete packet without its fields', le.block(2, hex(''))],
    ['simple packet beyond the block', le.block(3, le.u32(9), hex('c0ffee00'))],
    ['interface without its fields', le.block(1, le.u32(1))],
    ['option beyond the block', le.packet(0, [0, 0], [bytes(le.u16(1), le.u16(5), le.u32(0))])],
    ['section without an order', bytes(hex('0a0d0d0a 1c000000 11223344'))],
  ])('is corrupt: %s', (_, block) => {
    const reader = new CaptureReader();
    expect(reader.push(start)).toEqual([]);
    expect(thrownBy(() => reader.push(block))).toMatchObject({
      code: 'corrupt',
      offset: expect.toSatisfy((offset) => offset >= start.length),
    });
  });

  it('names interfaces within their section only', () => {
    const reader = new CaptureReader();
    reader.push(bytes(start, be.section()));
    expect(thrownBy(() => reader.push(be.packet(0, [0, 0])))).toMatchObject({ code: 'corrupt' });
  });

  it('rejects another major version', () => {
    expect(thrownBy(() => read(le.section(2)))).toMatchObject({ code: 'unsupported', offset: 0 });
  });

  it('says a half block is truncated', () => {
    const reader = new CaptureReader();
    reader.push(bytes(start, le.packet(0, [0, 0]).subarray(0, 30)));
    expect(thrownBy(() => reader.end())).toMatchObject({ code: 'truncated', offset: start.length });
  });

  it('does not collect interfaces without bound', () => {
    const reader = new CaptureReader();
    const many = bytes(...Array(4096).fill(le.device(1)));
    reader.push(le.section());
    for (let i = 0; i < 16; i++) reader.push(many);
    expect(reader.interfaces).toHaveLength(65_536);
    expect(thrownBy(() => reader.push(many))).toMatchObject({ code: 'corrupt' });
  });
});
