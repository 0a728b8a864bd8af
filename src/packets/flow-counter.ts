/** A power of two, so that a hash is reduced by a mask. */
const SLOTS = 2 ** 18;
/** More flows than this are not told apart: what one port scan or flood makes must not fill the memory. */
const MAX_FLOWS = 200_000;

/**
 * Counts frames by flow, in memory that does not grow: a hash table with open addressing, of plain
 * numbers.
 */
export class FlowCounter {
  readonly #flows = new Int32Array(2 * SLOTS);
  readonly #counts = new Uint32Array(SLOTS);
  #size = 0;

  /** How many frames of the flow came before this one; null where there are too many flows to know. */
  count(flow: number, flow2: number): number | null {
    for (let slot = flow & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const before = this.#counts[slot]!;
      if (before === 0) {
        if (this.#size === MAX_FLOWS) return null;
        this.#size++;
        this.#flows[2 * slot] = flow;
        this.#flows[2 * slot + 1] = flow2;
        this.#counts[slot] = 1;
        return 0;
      }
      if (this.#flows[2 * slot] === flow && this.#flows[2 * slot + 1] === flow2) {
        this.#counts[slot] = before + 1;
        return before;
      }
    }
  }
}
