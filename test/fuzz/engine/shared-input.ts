/**
 * The input that a worker is at, in memory that its parent sees too: when the worker hangs or dies, nobody else
 * can tell which it was.
 */
export class SharedInput {
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#head = new Int32Array(buffer, 0, 2);
    this.#bytes = new Uint8Array(buffer, 8);
  }

  static ofSize(longest: number): SharedInput {
    return new SharedInput(new SharedArrayBuffer(8 + longest));
  }

  write(input: Uint8Array): void {
    const kept = input.subarray(0, this.#bytes.length);
    this.#bytes.set(kept);
    Atomics.store(this.#head, 1, kept.length);
    Atomics.add(this.#head, 0, 1);
  }

  read(): Uint8Array {
    return this.#bytes.slice(0, Atomics.load(this.#head, 1));
  }

  /** So many inputs were begun, those of minimising too. It overflows, and still changes. */
  get begun(): number {
    return Atomics.load(this.#head, 0);
  }
}
