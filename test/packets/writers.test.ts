import { describe, expect, it } from 'vitest';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { PcapngWriter } from '../../src/packets/pcapng-writer.ts';
import { bytes, hex } from './build.ts';

const FRAME: Frame = {
  timestampNs: 1_795_239_138_098_864_001n,
  linkType: 1,
  bytes: hex('c0ffee'),
  length: 5,
  direction: 'out',
  ifindex: null,
  interfaceId: 0,
};

describe('pcap writer', () => {
  it('writes the nanosecond format, little endian', () => {
    expect(pcapHeader(276, 256)).toEqual(
      hex('4d3cb2a1 0200 0400 00000000 00000000 00010000 14010000'),
    );
    expect(pcapRecord(FRAME)).toEqual(hex('e22c016b 818be405 03000000 05000000 c0ffee'));
  });

  it('refuses timestamps the format cannot hold', () => {
    for (const timestampNs of [-1n, 1_000_000_000n << 32n]) {
      expect(() => pcapRecord({ ...FRAME, timestampNs })).toThrow(RangeError);
    }
  });
});

describe('pcapng writer', () => {
  const eth0 = { name: 'eth0', linkType: 1 };

  it('writes a section, an interface and a packet', () => {
    const writer = new PcapngWriter({ application: 'lab' });
    expect(writer.header([{ ...eth0, snaplen: 256, description: 'pod1' }])).toEqual(
      hex(`
        0a0d0d0a 28000000 4d3c2b1a 0100 0000 ffffffffffffffff
          0400 0300 6c616200 0000 0000 28000000
        01000000 30000000 0100 0000 00010000
          0200 0400 65746830 0300 0400 706f6431 0900 0100 09000000 0000 0000 30000000
      `),
    );
    expect(writer.packet(FRAME, 0, 'hop')).toEqual(
      hex(`
        06000000 38000000 00000000 7cf8e918 81df4209 03000000 05000000 c0ffee00
          0100 0300 686f7000 0200 0400 02000000 0000 0000 38000000
      `),
    );
  });

  it('leaves out what is not known', () => {
    const writer = new PcapngWriter();
    writer.header([eth0]);
    const packet = writer.packet({ ...FRAME, direction: null, bytes: hex('') }, 0);
    expect(packet).toHaveLength(32);
  });

  it('reads back, names included', () => {
    const writer = new PcapngWriter();
    const file = bytes(
      writer.header([eth0, { name: 'cilium_vxlan', linkType: 101 }]),
      writer.packet(FRAME, 1),
      writer.packet({ ...FRAME, direction: 'in' }, 0),
    );
    const reader = new CaptureReader();
    expect(reader.push(file)).toEqual([
      { ...FRAME, linkType: 101, interfaceId: 1 },
      { ...FRAME, direction: 'in' },
    ]);
    reader.end();
    expect(reader.interfaces.map(({ name }) => name)).toEqual(['eth0', 'cilium_vxlan']);
  });

  it('refuses undeclared interfaces, odd timestamps and endless comments', () => {
    const writer = new PcapngWriter();
    expect(() => writer.packet(FRAME, 0)).toThrow(RangeError);
    writer.header([eth0]);
    for (const id of [-1, 0.5, 1]) expect(() => writer.packet(FRAME, id)).toThrow(RangeError);
    for (const timestampNs of [-1n, 1n << 64n]) {
      expect(() => writer.packet({ ...FRAME, timestampNs }, 0)).toThrow(RangeError);
    }
    expect(() => writer.packet(FRAME, 0, 'é'.repeat(32_768))).toThrow(RangeError);
  });
});
