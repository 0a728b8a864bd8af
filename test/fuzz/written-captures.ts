import { concat } from '../../src/packets/concat.ts';

/** A capture file of three small frames, as some program or other writes it. */
export interface WrittenCapture {
  readonly format: 'pcap' | 'pcapng';
  readonly bytes: Uint8Array;
}

const FRAMES = ['0200000000020200000000010800', '45000014', ''].map((text) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
);

/** Both formats in both byte orders, with what is optional in them. */
export function writtenCaptures(): WrittenCapture[] {
  return [true, false].flatMap((isLittle) => [
    ...[0xa1b2c3d4, 0xa1b23c4d].map((magic) => pcapOf(magic, isLittle)),
    pcapngOf(isLittle),
  ]);
}

function pcapOf(magic: number, isLittle: boolean): WrittenCapture {
  const { u16, u32 } = numbers(isLittle);
  const header = [u32(magic), u16(2), u16(4), u32(0), u32(0), u32(65_535), u32(113)];
  const records = FRAMES.flatMap((frame, i) => [
    ...[u32(1_700_000_000), u32(i), u32(frame.length), u32(frame.length + i), frame],
  ]);
  return { format: 'pcap', bytes: concat([...header, ...records]) };
}

function pcapngOf(isLittle: boolean): WrittenCapture {
  const { u16, u32 } = numbers(isLittle);
  const padded = (bytes: Uint8Array) => concat([bytes, new Uint8Array(-bytes.length & 3)]);
  const block = (type: number, ...body: Uint8Array[]) => {
    const inner = concat(body);
    return concat([u32(type), u32(inner.length + 12), inner, u32(inner.length + 12)]);
  };
  const option = (code: number, ...value: number[]) =>
    concat([u16(code), u16(value.length), padded(Uint8Array.from(value))]);
  const section = block(
    0x0a0d0d0a,
    u32(0x1a2b3c4d),
    u16(1),
    u16(0),
    u32(2 ** 32 - 1),
    u32(2 ** 32 - 1),
  );
  const device = (...options: Uint8Array[]) => block(1, u16(1), u16(0), u32(96), ...options);
  const devices = [
    device(option(2, 0x65, 0x74, 0x68, 0x30), option(9, 9), u32(0)),
    device(option(9, 0x8a), option(14, 0, 0, 0, 0, 0, 0, 0, 1), u32(0)),
  ];
  const packets = FRAMES.map((frame, i) =>
    block(
      ...([6, u32(i % 2), u32(0x0006_0000 + i), u32(7)] as const),
      ...[u32(frame.length), u32(frame.length + i), padded(frame)],
      ...[option(1, 0x77, 0x68, 0x79), option(2, i, 0, 0, 0), u32(0)],
    ),
  );
  const old = block(2, u16(0), u16(0), u32(1), u32(2), u32(4), u32(4), FRAMES[1]!);
  const simple = block(3, u32(14), padded(FRAMES[0]!));
  const unknown = block(0xbad, u32(1));
  const bytes = concat([section, ...devices, ...packets, old, simple, unknown, section, device()]);
  return { format: 'pcapng', bytes };
}

function numbers(isLittle: boolean) {
  const made = (size: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    return bytes;
  };
  return {
    u16: (value: number) => made(2, (view) => view.setUint16(0, value, isLittle)),
    u32: (value: number) => made(4, (view) => view.setUint32(0, value, isLittle)),
  };
}
