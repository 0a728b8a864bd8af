import type { Pair, Round } from './pair.ts';

/**
 * Works on all pairs, each as soon as both of its nodes have done with the round before: a slow node
 * holds up those that it meets, not all. No node is ever in two pairs at a time.
 * @param atOnce how many pairs at the same time, at most
 * @param work must not throw
 */
export async function runRounds(
  rounds: readonly Round[],
  atOnce: number,
  work: (pair: Pair) => Promise<void>,
): Promise<void> {
  const slots = new Slots(atOnce);
  const last = new Map<number, Promise<void>>();
  for (const pair of rounds.flat()) {
    const before = [last.get(pair.from), last.get(pair.to)];
    const turn = Promise.all(before).then(() => slots.use(() => work(pair)));
    last.set(pair.from, turn);
    last.set(pair.to, turn);
  }
  await Promise.all(last.values());
}

/** So many at a time, first come, first served. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = Math.max(1, count);
  }

  async use(work: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
