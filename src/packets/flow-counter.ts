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

  /** Counts a frame. @returns how many of the flow came before; null where there are too many flows to know */
  count(flow: number, flow2: number): number | null {
    const slot = this.#slotOf(flow, flow2);
    const before = this.#counts[slot]!;
    if (before === 0) {
      if (this.#size === MAX_FLOWS) return null;
      this.#size++;
      this.#flows[2 * slot] = flow;
      this.#flows[2 * slot + 1] = flow2;
    }
    this.#counts[slot] = before + 1;
    return before;
  }

  /** How many frames of a flow were counted; null where there were too many flows to know. */
  total(flow: number, flow2: number): number | null {
    const counted = this.#counts[this.#slotOf(flow, flow2)]!;
    return counted === 0 && this.#size === MAX_FLOWS ? null : counted;
  }

  /** Where the flow is, or would be. */
  #slotOf(flow: number, flow2: number): number {
    let slot = flow & (SLOTS - 1);
    while (
      this.#counts[slot] !== 0 &&
      (this.#flows[2 * slot] !== flow || this.#flows[2 * slot + 1] !== flow2)
    ) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }
}
