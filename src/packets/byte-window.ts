/** A contiguous stretch of a capture file held in memory. */
export class ByteWindow {
  readonly bytes: Uint8Array;
  /** The same bytes, for numbers in either byte order. */
  readonly view: DataView;
  /** Offset of the first byte in the file. */
  readonly start: number;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.start = start;
  }
}
