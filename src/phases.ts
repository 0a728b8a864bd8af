import { performance } from 'node:perf_hooks';

/** How long each phase of a run took. */
export class Phases {
  /** Milliseconds by phase; grows while the run goes on. */
  readonly ms: Record<string, number> = {};
  readonly #onPhase: ((phase: string) => void) | undefined;

  constructor(onPhase?: (phase: string) => void) {
    this.#onPhase = onPhase;
  }

  async time<T>(phase: string, work: () => Promise<T>): Promise<T> {
    this.#onPhase?.(phase);
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.ms[phase] = Math.round((performance.now() - start) * 10) / 10;
    }
  }
}
