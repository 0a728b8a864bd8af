import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { PacketError } from '../../src/packets/packet-error.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { PcapngWriter } from '../../src/packets/pcapng-writer.ts';
import { chunksOf, frame } from './arbitraries.ts';
import { bytes } from './build.ts';
import { RECORDINGS, recordedFrames, recording } from './recordings.ts';

function pcap(frames: readonly Frame[]): Uint8Array {
  return bytes(pcapHeader(1), ...frames.map(pcapRecord));
}

function pcapng(frames: readonly Frame[]): Uint8Array {
  const writer = new PcapngWriter();
  const header = writer.header([{ name: 'eth0', linkType: 1 }]);
  return bytes(header, ...frames.map((f) => writer.packet(f, 0, 'why')));
}

function read(chunks: readonly Uint8Array[]): Frame[] {
  const reader = new CaptureReader();
  const frames = chunks.flatMap((chunk) => reader.push(chunk));
  reader.end();
  return frames;
}

/** The frames up to the fault, and the fault; anything but a PacketError fails the test. */
function readLeniently(chunks: readonly Uint8Array[]): { frames: Frame[]; error?: PacketError } {
  const reader = new CaptureReader();
  const frames: Frame[] = [];
  try {
    for (const chunk of chunks) frames.push(...reader.push(chunk));
    reader.end();
    return { frames };
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    return { frames, error };
  }
}

const withChunks = (write: (frames: readonly Frame[]) => Uint8Array) =>
  fc
    .array(frame, { maxLength: 8 })
    .chain((frames) => fc.record({ frames: fc.constant(frames), chunks: chunksOf(write(frames)) }));

/** A real recording of either format with some bytes overwritten. */
const spoiled = fc
  .record({
    name: fc.constantFrom(...RECORDINGS),
    edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
  })
  .map(({ name, edits }) => {
    const file = Uint8Array.from(recording(name));
    for (const [at, value] of edits) file[at % file.length] = value;
    return file;
  });

describe('reading back what was written, in any chunks', () => {
  it('pcap, but for the direction', () => {
    fc.assert(
      fc.property(withChunks(pcap), ({ frames, chunks }) => {
        expect(read(chunks)).toEqual(frames.map((f) => ({ ...f, direction: null })));
      }),
    );
  });

  it('pcapng', () => {
    fc.assert(
      fc.property(withChunks(pcapng), ({ frames, chunks }) => {
        expect(read(chunks)).toEqual(frames);
      }),
    );
  });
});

/** Comparing text is far faster than comparing arrays element by element. */
function fingerprint({ timestampNs, bytes: packet, ...rest }: Frame): string {
  return `${timestampNs} ${Buffer.from(packet).toString('hex')} ${JSON.stringify(rest)}`;
}

describe('any prefix of a good file', () => {
  it.each(RECORDINGS)('%s yields a prefix of its frames', (name) => {
    const whole = recording(name);
    const all = recordedFrames(name).map(fingerprint);
    let last = 0;
    for (let length = 0; length < whole.length; length++) {
      const { frames, error } = readLeniently([whole.subarray(0, length)]);
      expect(frames.map(fingerprint).join('\n')).toBe(all.slice(0, frames.length).join('\n'));
      expect(frames.length).toBeGreaterThanOrEqual(last);
      if (error) expect(error.code).toBe('truncated');
      last = frames.length;
    }
    expect(last).toBeGreaterThanOrEqual(all.length - 1);
  });
});

describe('hostile input', () => {
  it('any bytes raise a PacketError or nothing', () => {
    const starts = [[], [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0], [0x0a, 0x0d, 0x0d, 0x0a]];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array(), (start, rest) => {
        const file = bytes(start, rest);
        for (const { bytes: packet } of readLeniently([file]).frames) {
          expect(packet.length).toBeLessThanOrEqual(file.length);
        }
      }),
    );
  });

  it('a spoiled file reads the same in any chunks', () => {
    const cases = spoiled.chain((file) =>
      fc.record({ file: fc.constant(file), chunks: chunksOf(file) }),
    );
    fc.assert(
      fc.property(cases, ({ file, chunks }) => {
        const whole = readLeniently([file]);
        const pieces = readLeniently(chunks);
        expect(pieces.frames.map(fingerprint)).toEqual(whole.frames.map(fingerprint));
        // Given whole, push() holds the error back until end(); it must be the same one.
        expect(pieces.error?.message).toBe(whole.error?.message);
        expect(pieces.error?.code).toBe(whole.error?.code);
      }),
    );
  });
});
