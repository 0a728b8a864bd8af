import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.ts';
import { BATCH, Fuzzer } from './fuzzer.ts';
import { minimised } from './minimise.ts';
import { SharedInput } from './shared-input.ts';
import type { Target } from './target.ts';

/** What a worker is told. */
export interface Work {
  readonly seed: string;
  readonly corpus: readonly Uint8Array[];
  readonly words: readonly Uint8Array[];
  /** Number of the first batch. */
  readonly batch: number;
  readonly executions: number;
  /** Signatures of failures that are known: they are not told again. */
  readonly known: readonly string[];
  readonly shared: SharedArrayBuffer;
}

/** What it tells. */
export type Told =
  | { readonly kind: 'new'; readonly input: Uint8Array }
  | {
      readonly kind: 'failure';
      readonly input: Uint8Array;
      readonly signature: string;
      readonly text: string;
    }
  /** Of a batch that has ended: its executions, the longest that one took, and how far the sources are covered. */
  | {
      readonly kind: 'batch';
      readonly executions: number;
      readonly reached: number;
      readonly corpus: number;
    };

declare global {
  /** Made by what stands before instrumented sources. */
  var fuzzed: { counters: Uint8Array; allocated: number };
}

/** Fuzzes a target in a worker, from one batch to as many executions as are asked for. */
export async function work(target: Target): Promise<void> {
  const { seed, words, executions, shared, batch, known, corpus } = workerData as Work;
  const current = new SharedInput(shared);
  const coverage = new Coverage(globalThis.fuzzed.counters);
  const failures = new Set(known);
  const tell = (told: Told) => parentPort!.postMessage(told);
  const fuzzer = new Fuzzer({
    ...{ target, seed, words, coverage, meter: globalThis.fuzzed },
    corpus: corpus.length > 0 ? corpus : target.seeds().map((s) => s.subarray(0, target.longest)),
    before: (input) => current.write(input),
  });
  const report = async (input: Uint8Array, signature: string, text: string) => {
    if (failures.has(signature)) return;
    failures.add(signature);
    const still = async (candidate: Uint8Array) =>
      (await fuzzer.run(candidate)).failure?.signature === signature;
    const shortest = await minimised(input.slice(), still);
    tell({ kind: 'failure', input: shortest, signature, text });
  };
  for (const { input, failure } of await fuzzer.warmUp()) {
    if (failure) await report(input, failure.signature, failure.text);
  }
  for (let done = 0, number = batch; done < executions; number++) {
    const size = Math.min(BATCH, executions - done);
    for await (const { input, failure, isNew } of fuzzer.batch(number, size)) {
      if (failure) await report(input, failure.signature, failure.text);
      else if (isNew) tell({ kind: 'new', input: input.slice() });
    }
    done += size;
    const { length } = fuzzer.corpus;
    tell({ kind: 'batch', executions: size, reached: coverage.reached, corpus: length });
  }
}
