import { concat } from './concat.ts';
import type { Frame } from './frame.ts';
import { pcapngBlock, pcapngOption } from './pcapng-block.ts';
import {
  BLOCK,
  BYTE_ORDER_MAGIC,
  FLAG_INBOUND,
  FLAG_OUTBOUND,
  OPTION,
  padded,
} from './pcapng-format.ts';
import { DEFAULT_SNAPLEN } from './snaplen.ts';

/** An interface to declare in the file's header. */
export interface PcapngInterface {
  readonly name: string;
  /** LINKTYPE_* number. */
  readonly linkType: number;
  /** Most bytes captured of a frame. */
  readonly snaplen?: number;
  readonly description?: string;
}

const NANOSECONDS = 9;
const END_OF_OPTIONS = new Uint8Array(4);

const utf8 = new TextEncoder();

/**
 * Writes one little-endian pcapng section, in nanoseconds (draft-ietf-opsawg-pcapng): first
 * `header`, then a `packet` per frame. The caller joins the pieces.
 */
export class PcapngWriter {
  readonly #application: string | undefined;
  #interfaces = 0;

  /** `application` is named in the file as the program that wrote it. */
  constructor(options: { application?: string } = {}) {
    this.#application = options.application;
  }

  /** The section header and one description per interface; a packet names its by index. */
  header(interfaces: readonly PcapngInterface[]): Uint8Array {
    this.#interfaces = interfaces.length;
    return concat([this.#sectionHeader(), ...interfaces.map(interfaceDescription)]);
  }

  /**
   * One enhanced packet block, with the direction when the frame's is known. Throws RangeError
   * for an interface the header did not declare, a timestamp before 1970 or past 2^64 ns, or a
   * comment over 65535 bytes of UTF-8.
   */
  packet(frame: Frame, interfaceId: number, comment?: string): Uint8Array {
    if (!Number.isInteger(interfaceId) || interfaceId < 0 || interfaceId >= this.#interfaces) {
      throw new RangeError(`the pcapng header declares no interface ${interfaceId}`);
    }
    if (frame.timestampNs !== BigInt.asUintN(64, frame.timestampNs)) {
      throw new RangeError(`pcapng cannot hold the timestamp ${frame.timestampNs} ns`);
    }
    const packet = new Uint8Array(20 + padded(frame.bytes.length));
    const view = new DataView(packet.buffer);
    view.setUint32(0, interfaceId, true);
    view.setUint32(4, Number(frame.timestampNs >> 32n), true);
    view.setUint32(8, Number(frame.timestampNs & 0xffff_ffffn), true);
    view.setUint32(12, frame.bytes.length, true);
    view.setUint32(16, frame.length, true);
    packet.set(frame.bytes, 20);
    const options: Uint8Array[] = [];
    if (comment !== undefined) options.push(textOption(OPTION.COMMENT, comment));
    if (frame.direction !== null) {
      const flag = frame.direction === 'in' ? FLAG_INBOUND : FLAG_OUTBOUND;
      options.push(pcapngOption(OPTION.PACKET_FLAGS, Uint8Array.of(flag, 0, 0, 0)));
    }
    if (options.length > 0) options.push(END_OF_OPTIONS);
    return pcapngBlock(BLOCK.ENHANCED_PACKET, [packet, ...options]);
  }

  #sectionHeader(): Uint8Array {
    const section = new Uint8Array(16);
    const view = new DataView(section.buffer);
    view.setUint32(0, BYTE_ORDER_MAGIC, true);
    view.setUint16(4, 1, true);
    // The section's length is not known ahead: -1 says so.
    view.setBigInt64(8, -1n, true);
    const options =
      this.#application === undefined
        ? []
        : [textOption(OPTION.SHB_USERAPPL, this.#application), END_OF_OPTIONS];
    return pcapngBlock(BLOCK.SECTION_HEADER, [section, ...options]);
  }
}

function interfaceDescription(declared: PcapngInterface): Uint8Array {
  const fixed = new Uint8Array(8);
  const view = new DataView(fixed.buffer);
  view.setUint16(0, declared.linkType, true);
  view.setUint32(4, declared.snaplen ?? DEFAULT_SNAPLEN, true);
  const options = [textOption(OPTION.IF_NAME, declared.name)];
  if (declared.description !== undefined) {
    options.push(textOption(OPTION.IF_DESCRIPTION, declared.description));
  }
  options.push(pcapngOption(OPTION.IF_TSRESOL, Uint8Array.of(NANOSECONDS)), END_OF_OPTIONS);
  return pcapngBlock(BLOCK.INTERFACE_DESCRIPTION, [fixed, ...options]);
}

function textOption(code: number, text: string): Uint8Array {
  return pcapngOption(code, utf8.encode(text));
}
