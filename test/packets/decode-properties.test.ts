import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, type Packet } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LINK_TYPE } from '../../src/packets/link-type.ts';
import { bytes, echo, ethernet, frameOf, hex, ipv4, ipv6, tcp, udp, vlan, vxlan } from './build.ts';
import { RECORDINGS, recordedFrames } from './recordings.ts';

type Input = Pick<Frame, 'linkType' | 'bytes' | 'length'>;

const INNER = ethernet(0x0800, ipv4({ protocol: 6 }, tcp(hex('c0ffee'), hex('02 04 05b4'))));

/** What the recordings lack. */
const BUILT: readonly Input[] = [
  frameOf(ethernet(0x88a8, vlan(1, 0x8100, vlan(2, 0x0800, ipv4({ protocol: 1 }, echo()))))),
  frameOf(ethernet(0x0800, ipv4({ protocol: 47 }, bytes(hex('20006558 0000002a'), INNER)))),
  frameOf(
    ethernet(
      0x0800,
      ipv4({ protocol: 41 }, ipv6(60, bytes(hex('0600010400000000'), tcp(hex(''))))),
    ),
  ),
  frameOf(udpOver4(6081, bytes(hex('02406558 00002a00 0101000100000001'), INNER))),
  frameOf(
    udpOver4(4789, vxlan(1, ethernet(0x0800, udpOver4(8285, INNER.subarray(14)).subarray(14)))),
  ),
  frameOf(bytes(hex('02000000'), INNER.subarray(14)), LINK_TYPE.NULL),
];

function udpOver4(port: number, payload: Uint8Array): Uint8Array {
  return ethernet(0x0800, ipv4({ protocol: 17, options: hex('01010100') }, udp(port, payload)));
}

const REAL: readonly Input[] = [...RECORDINGS.flatMap((name) => recordedFrames(name)), ...BUILT];
const real = fc.constantFrom(...REAL);

const spoiled = fc
  .tuple(real, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 5 }))
  .map(([frame, edits]) => {
    const packet = Uint8Array.from(frame.bytes);
    for (const [at, value] of edits) packet[at % packet.length] = value;
    return { ...frame, bytes: packet };
  });

const anything = fc.record({
  linkType: fc.constantFrom(...Object.values(LINK_TYPE)),
  bytes: fc.uint8Array({ maxLength: 200 }),
  length: fc.integer({ min: -1, max: 70_000 }),
});

/** Fewest bytes each layer's header takes. */
const SHORTEST: Readonly<Record<string, number>> = {
  ...{ ethernet: 14, sll: 16, sll2: 20, vlan: 4, arp: 28, ipv4: 20, ipv6: 40, icmp: 8 },
  ...{ icmpv6: 8, udp: 8, tcp: 20, vxlan: 8, geneve: 8, gre: 4, wireguard: 4 },
};

/** What must hold of any packet decoded from any frame. */
function expectSound(frame: Input, packet: Packet): void {
  const { bytes: captured } = frame;
  const headers = packet.layers.reduce((sum, layer) => sum + SHORTEST[layer.protocol]!, 0);
  expect(headers + packet.payload.length).toBeLessThanOrEqual(captured.length);
  expect(packet.layers.length).toBeLessThanOrEqual(16);
  expect(packet.payload.buffer).toBe(captured.buffer);
  const start = packet.payload.byteOffset - captured.byteOffset;
  expect(start).toBeGreaterThanOrEqual(headers);
  expect(start + packet.payload.length).toBeLessThanOrEqual(captured.length);
  if (packet.cut) expect(frame.length).toBeGreaterThan(captured.length);
}

/** The layers but for what a later cut legitimately takes away. */
function comparable(packet: Packet): unknown[] {
  return packet.layers.map((layer) => ({ ...layer, checksumOk: undefined, quoted: undefined }));
}

describe('decode, whatever the bytes', () => {
  it('stays within them', () => {
    fc.assert(
      fc.property(anything, (frame) => expectSound(frame, decode(frame))),
      {
        numRuns: 2000,
      },
    );
  });

  it('stays within a spoiled real frame', () => {
    fc.assert(
      fc.property(spoiled, (frame) => expectSound(frame, decode(frame))),
      {
        numRuns: 2000,
      },
    );
  });

  it('does not look past the end of the frame, or behind its start', () => {
    const around = fc.tuple(spoiled, fc.uint8Array({ minLength: 1, maxLength: 64 }));
    fc.assert(
      fc.property(around, ([frame, other]) => {
        const within = bytes(other, frame.bytes, other).subarray(
          other.length,
          other.length + frame.bytes.length,
        );
        expect(decode({ ...frame, bytes: within })).toEqual(decode(frame));
      }),
    );
  });
});

describe('a real frame cut by the snapshot length', () => {
  it('yields a prefix of its layers, never malformed, and says it is cut', () => {
    for (const frame of REAL) {
      const whole = decode(frame);
      const end = whole.payload.byteOffset - frame.bytes.byteOffset + whole.payload.length;
      for (let snaplen = 0; snaplen < frame.bytes.length; snaplen++) {
        const packet = decode({ ...frame, bytes: frame.bytes.subarray(0, snaplen) });
        expect(packet.malformed).toBeNull();
        expect(comparable(packet)).toEqual(comparable(whole).slice(0, packet.layers.length));
        if (snaplen < end) expect(packet.cut).toBe(true);
      }
    }
  });
});

describe('a real frame that really is shorter', () => {
  it('is malformed unless it only loses padding', () => {
    for (const frame of REAL.filter(({ bytes, length }) => bytes.length === length)) {
      const whole = decode(frame);
      const end = whole.payload.byteOffset - frame.bytes.byteOffset + whole.payload.length;
      for (let length = 0; length < end; length++) {
        const packet = decode({ ...frame, bytes: frame.bytes.subarray(0, length), length });
        expect(packet).toMatchObject({ cut: false, malformed: { reason: expect.any(String) } });
      }
    }
  });
});
