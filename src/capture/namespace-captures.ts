import type { LabError } from '../errors.ts';
import { explainFailure } from '../host/explain-failure.ts';
import type { Runner } from '../host/runner.ts';
import { pooled } from '../pooled.ts';
import type { Drained } from './drained.ts';
import { TcpdumpProcess } from './tcpdump-process.ts';

/** Where a capture is to run: a network namespace. */
export interface CapturePlace {
  readonly runner: Runner;
  /** In pcap's language; null for all frames. */
  readonly filter: string | null;
}

/** One capture for each of many network namespaces, drained again and again. */
export class NamespaceCaptures<Key> {
  readonly #processes = new Map<Key, TcpdumpProcess>();

  /** Those that cannot start hold up no other. @returns why they could not */
  async start(
    places: ReadonlyMap<Key, CapturePlace>,
    atOnce: number,
    signal: AbortSignal,
  ): Promise<Map<Key, LabError>> {
    const failures = new Map<Key, LabError>();
    await pooled([...places], atOnce, async ([key, { runner, filter }]) => {
      if (signal.aborted) return;
      const process = TcpdumpProcess.start(runner, filter ?? undefined);
      this.#processes.set(key, process);
      try {
        await process.listening(signal);
      } catch (error) {
        failures.set(key, explainFailure(error));
      }
    });
    return failures;
  }

  /**
   * What each has captured since it was drained last. Later drains will not have it again.
   * @param interrupted what was sent was sent before that; captures that it ended, too, are believed if
   * they delivered all till then
   */
  async drain(atOnce: number, interrupted: boolean): Promise<Map<Key, Drained>> {
    const drained = new Map<Key, Drained>();
    await pooled([...this.#processes], atOnce, async ([key, process]) => {
      const found = await process.drain();
      const isWhole = interrupted && found.fault !== null && (await process.endedWhole());
      drained.set(key, isWhole ? { ...found, fault: null } : found);
      process.release();
    });
    return drained;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.stop()));
  }
}
