import { ByteWindow } from './byte-window.ts';
import { concat } from './concat.ts';
import type { Frame } from './frame.ts';
import { PacketError } from './packet-error.ts';
import { PcapParser } from './pcap-parser.ts';
import { BLOCK } from './pcapng-format.ts';
import { PcapngParser } from './pcapng-parser.ts';
import type { CaptureInterface, RecordParser } from './record-parser.ts';

export type { CaptureInterface } from './record-parser.ts';

const MAGIC_LENGTH = 4;
const GZIP = 0x1f8b;

/**
 * Reads pcap (both byte orders, micro- and nanoseconds) and pcapng as the bytes arrive, holding
 * no more than one incomplete record. Frames are views into the pushed chunks: do not overwrite a
 * chunk, and `slice()` what you keep for long, since a view keeps its whole chunk alive.
 */
export class CaptureReader {
  #parser: RecordParser | null = null;
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Bytes to hold before there is anything to do: keeps tiny chunks from being joined each time. */
  #needed = MAGIC_LENGTH;
  /** File offset of the first byte held. */
  #offset = 0;
  #error: PacketError | null = null;

  /** Null until the first four bytes are in. */
  get format(): 'pcap' | 'pcapng' | null {
    if (this.#parser === null) return null;
    return this.#parser instanceof PcapParser ? 'pcap' : 'pcapng';
  }

  /** Those declared so far, over all sections of a pcapng file; `interfaces[i].id === i`. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#parser?.interfaces ?? [];
  }

  /**
   * The frames completed by `chunk`, in file order. Throws PacketError 'bad-magic', 'unsupported'
   * or 'corrupt'; frames found before the error are returned first and the error thrown by the
   * next call, and by every one after.
   */
  push(chunk: Uint8Array): Frame[] {
    if (this.#error) throw this.#error;
    if (chunk.byteLength === 0) return [];
    // A plain view: slicing a Node Buffer, a subclass, costs several times as much.
    this.#parts.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#held += chunk.byteLength;
    if (this.#held < this.#needed) return [];
    const frames: Frame[] = [];
    try {
      this.#read(new ByteWindow(this.#join(), this.#offset), frames);
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

  #join(): Uint8Array {
    return this.#parts.length === 1 ? this.#parts[0]! : concat(this.#parts);
  }

  #read(window: ByteWindow, frames: Frame[]): void {
    this.#parser ??= parserFor(window);
    const { length } = window.bytes;
    let at = 0;
    for (;;) {
      this.#needed = this.#parser.lengthAt(window, at);
      if (length - at < this.#needed) break;
      const frame = this.#parser.readAt(window, at, this.#needed);
      if (frame) frames.push(frame);
      at += this.#needed;
    }
    this.#held = length - at;
    this.#parts = this.#held > 0 ? [window.bytes.subarray(at)] : [];
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

function parserFor({ view }: ByteWindow): RecordParser {
  if (view.getUint32(0) === BLOCK.SECTION_HEADER) return new PcapngParser();
  const pcap = PcapParser.forMagic(view);
  if (pcap) return pcap;
  if (view.getUint16(0) === GZIP) {
    throw new PacketError('bad-magic', 'the capture is gzip-compressed: gunzip it first', 0);
  }
  const magic = view.getUint32(0).toString(16).padStart(8, '0');
  throw new PacketError('bad-magic', `neither pcap nor pcapng: it starts with ${magic}`, 0);
}
