import { concat } from './concat.ts';
import { padded } from './pcapng-format.ts';

/**
 * A little-endian pcapng block of the given body, whose parts must fill whole 32-bit words
 * (draft-ietf-opsawg-pcapng, section 3.1).
 */
export function pcapngBlock(type: number, body: readonly Uint8Array[]): Uint8Array {
  const block = concat([new Uint8Array(8), ...body, new Uint8Array(4)]);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, block.length, true);
  view.setUint32(block.length - 4, block.length, true);
  return block;
}

/**
 * A little-endian option, padded (section 3.5). Throws RangeError for a value over 65535 bytes,
 * the most its length field can say.
 */
export function pcapngOption(code: number, value: Uint8Array): Uint8Array {
  if (value.length > 0xffff) {
    throw new RangeError(`a pcapng option cannot hold ${value.length} bytes`);
  }
  const option = new Uint8Array(4 + padded(value.length));
  const view = new DataView(option.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  option.set(value, 4);
  return option;
}
