/** Powers of two, so that a hash is reduced by a mask: as many slots to begin with, and at most. */
const [FIRST_SLOTS, MOST_SLOTS] = [2 ** 12, 2 ** 18];
/** How much of the slots may be taken before there are more. */
const FULL = 0.8;
/** More flows than this are not told apart: what one port scan or flood makes must not fill the memory. */
const MAX_FLOWS = 200_000;

/**
 * Counts frames by flow, in memory that does not grow beyond 3 MB: a hash table with open addressing, of
 * plain numbers. It is small where there are few flows: four large ones are enough for V8 to collect garbage.
 */
export class FlowCounter {
  #flows = new Int32Array(2 * FIRST_SLOTS);
  #counts = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  /** Counts a frame. @returns how many of the flow came before; null where there are too many flows to know */
  count(flow: number, flow2: number): number | null {
    const slot = this.#slotOf(flow, flow2);
    const before = this.#counts[slot]!;
    if (before > 0) {
      this.#counts[slot] = before + 1;
      return before;
    }
    if (this.#size === MAX_FLOWS) return null;
    this.#put(slot, flow, flow2, 1);
    this.#size++;
    const slots = this.#counts.length;
    if (slots < MOST_SLOTS && this.#size > FULL * slots) this.#grow(slots * 4);
    return 0;
  }

  /** How many frames of a flow were counted; null where there were too many flows to know. */
  total(flow: number, flow2: number): number | null {
    const counted = this.#counts[this.#slotOf(flow, flow2)]!;
    return counted === 0 && this.#size === MAX_FLOWS ? null : counted;
  }

  #put(slot: number, flow: number, flow2: number, count: number): void {
    this.#flows[2 * slot] = flow;
    this.#flows[2 * slot + 1] = flow2;
    this.#counts[slot] = count;
  }

  #grow(slots: number): void {
    const [flows, counts] = [this.#flows, this.#counts];
    this.#flows = new Int32Array(2 * slots);
    this.#counts = new Uint32Array(slots);
    for (const [i, count] of counts.entries()) {
      if (count === 0) continue;
      const [flow, flow2] = [flows[2 * i]!, flows[2 * i + 1]!];
      this.#put(this.#slotOf(flow, flow2), flow, flow2, count);
    }
  }

  /** Where the flow is, or would be. */
  #slotOf(flow: number, flow2: number): number {
    const mask = this.#counts.length - 1;
    let slot = flow & mask;
    while (
      this.#counts[slot] !== 0 &&
      (this.#flows[2 * slot] !== flow || this.#flows[2 * slot + 1] !== flow2)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
