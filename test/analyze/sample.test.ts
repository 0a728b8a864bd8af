import { describe, expect, it } from 'vitest';
import { Sample } from '../../src/analyze/sample.ts';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import { concat } from '../../src/packets/concat.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { BEARS } from '../../src/packets/glance.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { ethernet } from '../packets/build.ts';
import { busyCapture } from '../support/busy-capture.ts';
import { echo, ethernetFrame, ipv4, sll2, udp } from '../support/packets.ts';

function sampled(pieces: Iterable<Uint8Array>): Sample {
  const sample = new Sample();
  const reader = new CaptureReader(sample);
  for (const piece of pieces) for (const frame of reader.push(piece)) sample.keep(frame);
  reader.end();
  return sample;
}

const pcap = (frames: readonly Frame[], linkType = 1) =>
  concat([pcapHeader(linkType), ...frames.map(pcapRecord)]);

const ping = (id: number, sequence: number): Frame => {
  const fields = { type: 8, id, sequence, payload: new Uint8Array(56) };
  return ethernetFrame(ethernet(0x0800, ipv4({ protocol: 1 }, echo(fields))));
};
const arp = ethernetFrame(ethernet(0x0806, new Uint8Array(28)));
const many = (count: number, frame: (n: number) => Frame) =>
  Array.from({ length: count }, (_, n) => frame(n));

describe('a sample of a capture', () => {
  it('of a short one is all of it, as it is', () => {
    const frames = [ping(1, 1), arp, ...many(1000, (n) => ping(2, n))];
    const sample = sampled([pcap(frames)]);
    expect(sample.frames).toEqual(frames);
    expect(sample.packets).toBe(1002);
    expect(sample.leftOut.size).toBe(0);
    expect(sample.lacks(ping(2, 0))).toBe(false);
  });

  it('of a long one has a few frames of each flow, and all of a short ping', () => {
    const pings = many(10, (n) => ping(77, n));
    const sample = sampled(busyCapture({ packets: 100_000, snaplen: 96, among: pings }));
    expect(sample.packets).toBe(100_010);
    expect(sample.frames.length).toBeLessThan(12_000);
    expect(sample.leftOut).toEqual(new Set([BEARS.ECHO, BEARS.TCP, BEARS.UDP]));
    const kept = sample.frames.filter(
      ({ bytes, length }) => length === 98 && bytes[38] === 0 && bytes[39] === 77,
    );
    expect(kept.map(({ bytes }) => bytes.slice(0, 96))).toEqual(
      pings.map(({ bytes }) => bytes.slice(0, 96)),
    );
    expect(sample.lacks(pings[0]!)).toBe(false);
  });

  it('knows of which pings it has not all', () => {
    const flood = many(8000, (n) => ping(5, n));
    const sample = sampled([pcap([...flood, ping(6, 1)])]);
    expect(sample.lacks(ping(5, 0))).toBe(true);
    expect(sample.lacks(ping(6, 1))).toBe(false);
    expect(sample.frames.length).toBeLessThan(4000);
  });

  it('is bounded in bytes, too, and by how much of a frame it has', () => {
    const large = ethernet(0x0800, ipv4({ protocol: 17 }, udp(0, 53, new Uint8Array(60_000))));
    const big = (n: number) => {
      const bytes = Uint8Array.from(large);
      new DataView(bytes.buffer).setUint16(34, 5000 + n);
      return ethernetFrame(bytes);
    };
    const sample = sampled([pcap(many(600, big))]);
    const kept = sample.frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(kept).toBeLessThan(20 * 2 ** 20);
    expect(sample.frames.every(({ length }) => length === 60_042)).toBe(true);
    expect(sample.leftOut).toEqual(new Set([BEARS.UDP]));
  });

  it('does not know more devices than a machine may have', () => {
    const cooked = (n: number): Frame => {
      const bytes = sll2(0x0806, new Uint8Array(28));
      new DataView(bytes.buffer).setUint32(4, n);
      return { ...arp, linkType: 276, bytes, length: bytes.length, ifindex: n };
    };
    const sample = sampled([pcap(many(20_000, cooked), 276)]);
    expect(sample.devices.size).toBe(4096);
    expect(sample.frames.length).toBeLessThan(5000);
  });
});
