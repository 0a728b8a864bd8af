import { ByteWindow } from './byte-window.ts';
import { concat } from './concat.ts';
import type { Frame } from './frame.ts';
import type { FrameFilter } from './frame-filter.ts';
import { PacketError } from './packet-error.ts';
import { PcapParser } from './pcap-parser.ts';
import { BLOCK } from './pcapng-format.ts';
import { PcapngParser } from './pcapng-parser.ts';
import type { CaptureInterface, InterfaceStatistics, RecordParser } from './record-parser.ts';

export type { CaptureInterface, InterfaceStatistics } from './record-parser.ts';

const MAGIC_LENGTH = 4;

/** What a compressed capture starts with, and what takes the compression off. */
const COMPRESSED: readonly (readonly [magic: number, name: string, tool: string])[] = [
  [0x28b52ffd, 'zstd', 'zstd -d'],
  [0x04224d18, 'lz4', 'lz4 -d'],
  [0xfd377a58, 'xz', 'unxz'],
];
const GZIP = 0x1f8b;

/**
 * Reads pcap (both byte orders, micro- and nanoseconds) and pcapng as the bytes arrive, holding
 * no more than one incomplete record. Frames are views into the pushed chunks: do not overwrite a
 * chunk before you have done with them, and `slice()` what you keep for long, since a view keeps its
 * whole chunk alive.
 */
export class CaptureReader {
  readonly #filter: FrameFilter | null;
  #parser: RecordParser | null = null;
  /** Copies of what the last chunks left half-way. */
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Bytes to hold before there is anything to do: keeps tiny chunks from being joined each time. */
  #needed = MAGIC_LENGTH;
  /** File offset of the first byte held. */
  #offset = 0;
  #error: PacketError | null = null;

  /** Gives all frames, or those that `filter` wants. */
  constructor(filter: FrameFilter | null = null) {
    this.#filter = filter;
  }

  /** Null until the first four bytes are in. */
  get format(): 'pcap' | 'pcapng' | null {
    if (this.#parser === null) return null;
    return this.#parser instanceof PcapParser ? 'pcap' : 'pcapng';
  }

  /** Those declared so far, over all sections of a pcapng file; `interfaces[i].id === i`. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#parser?.interfaces ?? [];
  }

  /** What was counted of them, by their ids. */
  get statistics(): ReadonlyMap<number, InterfaceStatistics> {
    return this.#parser?.statistics ?? new Map();
  }

  /**
   * The frames completed by `chunk`, in file order. Throws PacketError 'bad-magic', 'unsupported'
   * or 'corrupt'; frames found before the error are returned first and the error thrown by the
   * next call, and by every one after.
   */
  push(chunk: Uint8Array): Frame[] {
    if (this.#error) throw this.#error;
    const frames: Frame[] = [];
    try {
      // A plain view: slicing a Node Buffer, a subclass, costs several times as much.
      this.#read(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), frames);
    } catch (error) {
      if (!(error instanceof PacketError)) throw error;
      this.#error = error;
      if (frames.length === 0) throw error;
    }
    return frames;
  }

  /** Call after the last chunk. Throws PacketError 'truncated' if the file stops half-way. */
  end(): void {
    if (this.#error) throw this.#error;
    if (this.#parser === null) {
      throw new PacketError('truncated', 'the capture ends before its header', this.#offset);
    }
    if (this.#held > 0) {
      throw new PacketError('truncated', 'the capture ends inside a record', this.#offset);
    }
  }

  #read(chunk: Uint8Array, frames: Frame[]): void {
    const from = this.#complete(chunk, frames);
    if (from < chunk.length) this.#readWhole(chunk.subarray(from), frames);
  }

  /**
   * Completes what was left half-way with as much of the chunk as that lacks, so that the rest can be
   * read where it lies. @returns how much of the chunk is used up
   */
  #complete(chunk: Uint8Array, frames: Frame[]): number {
    let from = 0;
    while (this.#held > 0 || this.#parser === null) {
      const part = chunk.slice(from, from + this.#needed - this.#held);
      if (part.length > 0) this.#parts.push(part);
      this.#held += part.length;
      from += part.length;
      if (this.#held < this.#needed) break;
      const window = new ByteWindow(this.#join(), this.#offset);
      this.#parser ??= parserFor(window, this.#filter);
      this.#needed = this.#parser.lengthAt(window, 0);
      if (this.#held < this.#needed) {
        this.#parts = [window.bytes];
        continue;
      }
      const frame = this.#parser.readAt(window, 0, this.#needed);
      if (frame) frames.push(frame);
      this.#offset += this.#held;
      this.#parts = [];
      this.#held = 0;
    }
    return from;
  }

  #join(): Uint8Array {
    return this.#parts.length === 1 ? this.#parts[0]! : concat(this.#parts);
  }

  /** Reads from a record's start on; what is left at the end is kept. */
  #readWhole(bytes: Uint8Array, frames: Frame[]): void {
    const parser = this.#parser!;
    const window = new ByteWindow(bytes, this.#offset);
    let at = 0;
    for (;;) {
      this.#needed = parser.lengthAt(window, at);
      if (bytes.length - at < this.#needed) break;
      const frame = parser.readAt(window, at, this.#needed);
      if (frame) frames.push(frame);
      at += this.#needed;
    }
    this.#held = bytes.length - at;
    this.#parts = this.#held > 0 ? [bytes.slice(at)] : [];
    this.#offset += at;
  }
}

/**
 * The frames of a capture given in chunks, e.g. a readable stream. Throws PacketError as
 * CaptureReader does, after the frames before the fault.
 */
export async function* readFrames(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const reader = new CaptureReader();
  for await (const chunk of chunks) yield* reader.push(chunk);
  reader.end();
}

function parserFor({ view }: ByteWindow, filter: FrameFilter | null): RecordParser {
  const magic = view.getUint32(0);
  if (magic === BLOCK.SECTION_HEADER) return new PcapngParser(filter);
  const pcap = PcapParser.forMagic(view, filter);
  if (pcap) return pcap;
  if (magic >>> 16 === GZIP) {
    throw new PacketError('bad-magic', 'the capture is gzip-compressed: gunzip it first', 0);
  }
  const [, name, tool] = COMPRESSED.find(([start]) => start === magic) ?? [];
  if (name) {
    throw new PacketError('bad-magic', `the capture is ${name}-compressed: ${tool} it first`, 0);
  }
  const start = magic.toString(16).padStart(8, '0');
  throw new PacketError('bad-magic', `neither pcap nor pcapng: it starts with ${start}`, 0);
}
