import type { Frame } from '../packets/frame.ts';

/** Frames' bytes are kept together in blocks of this size: a buffer for each would take more than they do. */
const BLOCK = 2 ** 16;

/** Keeps copies of frames, whose bytes belong to a reader that overwrites them. */
export class FrameStore {
  readonly frames: Frame[] = [];
  /** Bytes that are kept. */
  size = 0;
  #block = new Uint8Array();
  #used = 0;

  /** At most `most` bytes of it, as a capture with that snapshot length has it. */
  add(frame: Frame, most: number): void {
    const bytes = this.#copy(frame.bytes.subarray(0, most));
    this.frames.push({ ...frame, bytes });
    this.size += bytes.length;
  }

  #copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length > BLOCK / 4) return bytes.slice();
    if (this.#used + bytes.length > this.#block.length) {
      this.#block = new Uint8Array(BLOCK);
      this.#used = 0;
    }
    const copy = this.#block.subarray(this.#used, this.#used + bytes.length);
    copy.set(bytes);
    this.#used += bytes.length;
    return copy;
  }
}
