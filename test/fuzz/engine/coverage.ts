/**
 * Which places of the instrumented sources an execution came to, and how often (in AFL's eight classes: 1,
 * 2, 3, 4 to 7, up to 15, up to 31, up to 127, more). Counters are single bytes, written by the sources.
 */
export class Coverage {
  readonly #counters: Uint8Array;
  readonly #words: Uint32Array;
  /** For each counter the classes that were seen. */
  readonly #seen: Uint8Array;
  /** Counters that were ever above nought. */
  reached = 0;

  /** @param counters a multiple of four */
  constructor(counters: Uint8Array) {
    this.#counters = counters;
    this.#words = new Uint32Array(counters.buffer, counters.byteOffset, counters.length / 4);
    this.#seen = new Uint8Array(counters.length);
  }

  /** Forgets what the last execution did. */
  clear(): void {
    this.#counters.fill(0);
  }

  /** Whether an execution since `clear` came to a place, or so often to one, as none did before. */
  isNew(): boolean {
    let isNew = false;
    for (let word = 0; word < this.#words.length; word++) {
      if (this.#words[word] === 0) continue;
      for (let i = word * 4; i < word * 4 + 4; i++) {
        const count = this.#counters[i]!;
        if (count === 0) continue;
        const known = this.#seen[i]!;
        const bit = classOf(count);
        if ((known & bit) !== 0) continue;
        if (known === 0) this.reached++;
        this.#seen[i] = known | bit;
        isNew = true;
      }
    }
    return isNew;
  }
}

function classOf(count: number): number {
  if (count <= 3) return 1 << (count - 1);
  if (count <= 7) return 8;
  if (count <= 15) return 16;
  if (count <= 31) return 32;
  return count <= 127 ? 64 : 128;
}
