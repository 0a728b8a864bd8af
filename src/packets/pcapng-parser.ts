import type { ByteWindow } from './byte-window.ts';
import { cookedDirection, cookedIfindex } from './cooked.ts';
import type { Direction, Frame } from './frame.ts';
import type { FrameFilter } from './frame-filter.ts';
import { PacketError } from './packet-error.ts';
import { PcapngClock } from './pcapng-clock.ts';
import {
  BLOCK,
  BYTE_ORDER_MAGIC,
  FLAG_INBOUND,
  FLAG_OUTBOUND,
  OPTION,
  padded,
} from './pcapng-format.ts';
import { readOptions } from './pcapng-options.ts';
import {
  type CaptureInterface,
  type InterfaceStatistics,
  MAX_RECORD_LENGTH,
  type RecordParser,
} from './record-parser.ts';

/** Block type and total length before the body, total length again after it. */
const BLOCK_HEADER = 8;
const BLOCK_TRAILER = 4;
const SECTION_HEADER = 28;
/** A real file has a handful; the list must not grow with a hostile one. */
const MAX_INTERFACES = 65_536;
const MICROSECONDS = 6;

const utf8 = new TextDecoder();

/**
 * pcapng: sections of blocks, each section with its own byte order and interfaces
 * (draft-ietf-opsawg-pcapng). Blocks that hold no packet are skipped.
 */
export class PcapngParser implements RecordParser {
  readonly interfaces: CaptureInterface[] = [];
  readonly statistics = new Map<number, InterfaceStatistics>();
  readonly #filter: FrameFilter | null;
  /** One per interface. */
  readonly #clocks: PcapngClock[] = [];
  /** The files number interfaces anew in every section; we count on. */
  #sectionBase = 0;
  #littleEndian = true;

  constructor(filter: FrameFilter | null) {
    this.#filter = filter;
  }

  lengthAt(window: ByteWindow, at: number): number {
    const { bytes, view, start } = window;
    if (bytes.length - at < BLOCK_HEADER) return BLOCK_HEADER;
    let littleEndian = this.#littleEndian;
    let shortest = BLOCK_HEADER + BLOCK_TRAILER;
    if (view.getUint32(at, littleEndian) === BLOCK.SECTION_HEADER) {
      if (bytes.length - at < BLOCK_HEADER + 4) return BLOCK_HEADER + 4;
      littleEndian = sectionByteOrder(window, at);
      shortest = SECTION_HEADER;
    }
    const length = view.getUint32(at + 4, littleEndian);
    if (length < shortest || length > MAX_RECORD_LENGTH || length % 4 !== 0) {
      throw new PacketError('corrupt', `pcapng block claims ${length} bytes`, start + at);
    }
    return length;
  }

  readAt(window: ByteWindow, at: number, length: number): Frame | null {
    const { view, start } = window;
    const type = view.getUint32(at, this.#littleEndian);
    if (type === BLOCK.SECTION_HEADER) this.#startSection(window, at);
    const end = at + length - BLOCK_TRAILER;
    if (view.getUint32(end, this.#littleEndian) !== length) {
      throw new PacketError('corrupt', 'pcapng block ends in another length', start + at);
    }
    const body = at + BLOCK_HEADER;
    switch (type) {
      case BLOCK.INTERFACE_DESCRIPTION:
        this.#addInterface(window, body, end);
        return null;
      case BLOCK.ENHANCED_PACKET:
        return this.#readPacket(window, body, end, this.#u32(window, body, end));
      case BLOCK.PACKET:
        // Same layout but for a 16-bit interface number and a drop count.
        this.#require(window, body, end, 4);
        return this.#readPacket(window, body, end, view.getUint16(body, this.#littleEndian));
      case BLOCK.SIMPLE_PACKET:
        return this.#readSimplePacket(window, body, end);
      case BLOCK.INTERFACE_STATISTICS:
        this.#readStatistics(window, body, end);
        return null;
      default:
        return null;
    }
  }

  #startSection(window: ByteWindow, at: number): void {
    this.#littleEndian = sectionByteOrder(window, at);
    this.#sectionBase = this.interfaces.length;
    const major = window.view.getUint16(at + 12, this.#littleEndian);
    if (major !== 1) {
      throw new PacketError('unsupported', `pcapng version ${major}`, window.start + at);
    }
  }

  #addInterface(window: ByteWindow, body: number, end: number): void {
    const { bytes, view, start } = window;
    this.#require(window, body, end, 8);
    if (this.interfaces.length === MAX_INTERFACES) {
      throw new PacketError('corrupt', 'too many pcapng interfaces', start + body - BLOCK_HEADER);
    }
    const options = readOptions(window, body + 8, end, this.#littleEndian);
    const name = options.get(OPTION.IF_NAME);
    const resolution = options.get(OPTION.IF_TSRESOL);
    const offset = options.get(OPTION.IF_TSOFFSET);
    this.interfaces.push({
      id: this.interfaces.length,
      linkType: view.getUint16(body, this.#littleEndian),
      name: name ? utf8.decode(bytes.subarray(name.at, name.at + name.length)) : null,
      snaplen: view.getUint32(body + 4, this.#littleEndian),
    });
    this.#clocks.push(
      new PcapngClock(
        resolution?.length === 1 ? bytes[resolution.at]! : MICROSECONDS,
        offset?.length === 8 ? view.getBigInt64(offset.at, this.#littleEndian) : 0n,
      ),
    );
  }

  #readPacket(window: ByteWindow, body: number, end: number, interfaceId: number): Frame | null {
    const { bytes, view } = window;
    const littleEndian = this.#littleEndian;
    this.#require(window, body, end, 20);
    const captured = view.getUint32(body + 12, littleEndian);
    this.#require(window, body, end, 20 + captured);
    const { id, linkType } = this.#interface(window, body, interfaceId);
    if (!this.#wants(window, body + 20, captured, linkType, id)) return null;
    const packet = bytes.subarray(body + 20, body + 20 + captured);
    const high = view.getUint32(body + 4, littleEndian);
    return {
      timestampNs: this.#clocks[id]!.timestampNs(high, view.getUint32(body + 8, littleEndian)),
      linkType,
      bytes: packet,
      length: view.getUint32(body + 16, littleEndian),
      direction:
        this.#flaggedDirection(window, body + 20 + padded(captured), end) ??
        cookedDirection(linkType, packet),
      ifindex: cookedIfindex(linkType, packet),
      interfaceId: id,
    };
  }

  #readSimplePacket(window: ByteWindow, body: number, end: number): Frame | null {
    const length = this.#u32(window, body, end);
    const { id, linkType, snaplen } = this.#interface(window, body, 0);
    const captured = snaplen === 0 ? length : Math.min(length, snaplen);
    this.#require(window, body, end, 4 + captured);
    if (!this.#wants(window, body + 4, captured, linkType, id)) return null;
    const packet = window.bytes.subarray(body + 4, body + 4 + captured);
    return {
      timestampNs: 0n,
      linkType,
      bytes: packet,
      length,
      direction: cookedDirection(linkType, packet),
      ifindex: cookedIfindex(linkType, packet),
      interfaceId: id,
    };
  }

  #wants({ bytes }: ByteWindow, at: number, length: number, linkType: number, id: number): boolean {
    return this.#filter?.wants(bytes, at, at + length, linkType, id) ?? true;
  }

  #readStatistics(window: ByteWindow, body: number, end: number): void {
    // no packet is lost with counts that are of no use
    if (end - body < 12) return;
    const id = this.#sectionBase + window.view.getUint32(body, this.#littleEndian);
    if (id >= this.interfaces.length) return;
    const options = readOptions(window, body + 12, end, this.#littleEndian);
    const dropped = options.get(OPTION.ISB_OSDROP);
    this.statistics.set(id, {
      reports: (this.statistics.get(id)?.reports ?? 0) + 1,
      dropped:
        dropped?.length === 8 ? window.view.getBigUint64(dropped.at, this.#littleEndian) : null,
    });
  }

  #flaggedDirection(window: ByteWindow, at: number, end: number): Direction | null {
    if (at + 4 > end) return null;
    const flags = readOptions(window, at, end, this.#littleEndian).get(OPTION.PACKET_FLAGS);
    if (flags?.length !== 4) return null;
    const direction = window.view.getUint32(flags.at, this.#littleEndian) & 3;
    if (direction === FLAG_INBOUND) return 'in';
    return direction === FLAG_OUTBOUND ? 'out' : null;
  }

  #interface(window: ByteWindow, body: number, id: number): CaptureInterface {
    const found = this.interfaces[this.#sectionBase + id];
    if (found) return found;
    const offset = window.start + body - BLOCK_HEADER;
    throw new PacketError('corrupt', `pcapng packet of undeclared interface ${id}`, offset);
  }

  #u32(window: ByteWindow, body: number, end: number): number {
    this.#require(window, body, end, 4);
    return window.view.getUint32(body, this.#littleEndian);
  }

  #require({ start }: ByteWindow, body: number, end: number, length: number): void {
    if (end - body >= length) return;
    const reason = `pcapng block of ${end - body} bytes needs ${length}`;
    throw new PacketError('corrupt', reason, start + body - BLOCK_HEADER);
  }
}

/** Whether the section whose header starts at `at` is little endian. */
function sectionByteOrder({ view, start }: ByteWindow, at: number): boolean {
  for (const littleEndian of [true, false]) {
    if (view.getUint32(at + 8, littleEndian) === BYTE_ORDER_MAGIC) return littleEndian;
  }
  throw new PacketError('corrupt', 'pcapng section without a byte-order magic', start + at);
}
