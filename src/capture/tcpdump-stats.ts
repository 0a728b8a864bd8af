/** What tcpdump counts, as it prints it on SIGUSR1 and at its end. */
export interface TcpdumpStats {
  /** Frames written to the output so far. */
  readonly captured: number;
  /** Frames that the kernel put into the ring, or dropped. */
  readonly received: number;
  /** Frames that the kernel dropped for want of room. */
  readonly dropped: number;
}

const LINE = /(\d+) packets? (captured|received by filter|dropped by kernel)/g;

/**
 * Gathers the three counts from tcpdump's standard error, where they come in one line (SIGUSR1) or
 * in three (at the end).
 */
export class TcpdumpStatsReader {
  #captured: number | null = null;
  #received: number | null = null;

  /** @returns the counts, once a line completes them */
  read(line: string): TcpdumpStats | null {
    let stats: TcpdumpStats | null = null;
    for (const [, count, what] of line.matchAll(LINE)) {
      const n = Number(count);
      if (what === 'captured') this.#captured = n;
      else if (what === 'received by filter') this.#received = n;
      else if (this.#captured !== null && this.#received !== null) {
        stats = { captured: this.#captured, received: this.#received, dropped: n };
      }
    }
    return stats;
  }
}
