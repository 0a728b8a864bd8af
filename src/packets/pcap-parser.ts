import type { ByteWindow } from './byte-window.ts';
import { cookedDirection, cookedIfindex } from './cooked.ts';
import type { Frame } from './frame.ts';
import type { FrameFilter } from './frame-filter.ts';
import { PacketError } from './packet-error.ts';
import {
  type CaptureInterface,
  type InterfaceStatistics,
  MAX_RECORD_LENGTH,
  type RecordParser,
} from './record-parser.ts';
import { DEFAULT_SNAPLEN } from './snaplen.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

/** Classic pcap: a file header, then records (draft-ietf-opsawg-pcap). */
export class PcapParser implements RecordParser {
  readonly interfaces: CaptureInterface[] = [];
  readonly statistics: ReadonlyMap<number, InterfaceStatistics> = new Map();
  readonly #littleEndian: boolean;
  readonly #nsPerTick: number;
  readonly #filter: FrameFilter | null;
  #linkType = 0;
  /** Most bytes a record may claim. Some writers understate their snaplen, so allow the default. */
  #longest = 0;
  #inHeader = true;
  // Frames come in runs of the same second: its BigInt is worth keeping.
  #second = 0;
  #secondNs = 0n;

  private constructor(littleEndian: boolean, nsPerTick: number, filter: FrameFilter | null) {
    this.#littleEndian = littleEndian;
    this.#nsPerTick = nsPerTick;
    this.#filter = filter;
  }

  /** The parser for a file that starts with these four bytes, or null if it is not pcap. */
  static forMagic(view: DataView, filter: FrameFilter | null): PcapParser | null {
    for (const littleEndian of [true, false]) {
      const magic = view.getUint32(0, littleEndian);
      if (magic === MICROSECONDS) return new PcapParser(littleEndian, 1000, filter);
      if (magic === NANOSECONDS) return new PcapParser(littleEndian, 1, filter);
    }
    return null;
  }

  lengthAt({ bytes, view, start }: ByteWindow, at: number): number {
    if (this.#inHeader) return FILE_HEADER;
    if (bytes.length - at < RECORD_HEADER) return RECORD_HEADER;
    const captured = view.getUint32(at + 8, this.#littleEndian);
    if (captured > this.#longest) {
      throw new PacketError('corrupt', `pcap record claims ${captured} bytes`, start + at);
    }
    return RECORD_HEADER + captured;
  }

  readAt(window: ByteWindow, at: number, length: number): Frame | null {
    if (this.#inHeader) return this.#readHeader(window, at);
    const { bytes, view } = window;
    if (this.#filter?.wants(bytes, at + RECORD_HEADER, at + length, this.#linkType, 0) === false) {
      return null;
    }
    const packet = bytes.subarray(at + RECORD_HEADER, at + length);
    return {
      timestampNs: this.#timestamp(view, at),
      linkType: this.#linkType,
      bytes: packet,
      length: view.getUint32(at + 12, this.#littleEndian),
      direction: cookedDirection(this.#linkType, packet),
      ifindex: cookedIfindex(this.#linkType, packet),
      interfaceId: 0,
    };
  }

  #readHeader({ view, start }: ByteWindow, at: number): null {
    const major = view.getUint16(at + 4, this.#littleEndian);
    const minor = view.getUint16(at + 6, this.#littleEndian);
    if (major !== 2 || minor !== 4) {
      throw new PacketError('unsupported', `pcap version ${major}.${minor}, not 2.4`, start + at);
    }
    // The upper bits say whether frames end in a checksum (FCS), not what they are.
    this.#linkType = view.getUint32(at + 20, this.#littleEndian) & 0xffff;
    const snaplen = view.getUint32(at + 16, this.#littleEndian);
    this.#longest = Math.min(Math.max(snaplen, DEFAULT_SNAPLEN), MAX_RECORD_LENGTH);
    this.interfaces.push({ id: 0, linkType: this.#linkType, name: null, snaplen });
    this.#inHeader = false;
    return null;
  }

  #timestamp(view: DataView, at: number): bigint {
    const second = view.getUint32(at, this.#littleEndian);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondNs = BigInt(second) * 1_000_000_000n;
    }
    return this.#secondNs + BigInt(view.getUint32(at + 4, this.#littleEndian) * this.#nsPerTick);
  }
}
