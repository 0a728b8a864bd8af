import { bytes, hex } from './build.ts';

/** Writes blocks in one byte order, so that each test can say them in 32- and 16-bit numbers. */
export class Blocks {
  readonly #littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  u16(value: number): number[] {
    const pair = [value >> 8, value & 0xff];
    return this.#littleEndian ? pair.reverse() : pair;
  }

  u32(value: number): number[] {
    const quad = [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
    return this.#littleEndian ? quad.reverse() : quad;
  }

  block(type: number, ...body: (number[] | Uint8Array)[]): Uint8Array {
    const content = bytes(...body);
    const length = this.u32(content.length + 12);
    return bytes(this.u32(type), length, content, length);
  }

  option(code: number, value: readonly number[] | Uint8Array): Uint8Array {
    const padding = Array((4 - (value.length % 4)) % 4).fill(0);
    return bytes(this.u16(code), this.u16(value.length), value, padding);
  }

  section(major = 1): Uint8Array {
    const unknownLength = this.u32(0xffffffff);
    const version = bytes(this.u16(major), this.u16(0));
    return this.block(0x0a0d0d0a, this.u32(0x1a2b3c4d), version, unknownLength, unknownLength);
  }

  device(linkType: number, options: Uint8Array[] = [], snaplen = 0): Uint8Array {
    return this.block(1, this.u16(linkType), this.u16(0), this.u32(snaplen), ...options);
  }

  /** Three bytes of five, padded to four. */
  packet(id: number, [high, low]: [number, number], options: Uint8Array[] = []): Uint8Array {
    const fields = [id, high, low, 3, 5].flatMap((value) => this.u32(value));
    return this.block(6, fields, hex('c0ffee 00'), ...options);
  }
}
