import type { Coverage } from './coverage.ts';
import { type Failure, failureOf } from './failure.ts';
import { mutatedBytes } from './mutate-bytes.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';

export interface FuzzerOptions {
  readonly target: Target;
  readonly seed: string;
  /** Inputs to begin with. */
  readonly corpus: readonly Uint8Array[];
  /** Constants of the sources. */
  readonly words: readonly Uint8Array[];
  /** Null: the sources are not instrumented, and inputs are made of the seeds alone. */
  readonly coverage: Coverage | null;
  /** What the sources allocated in buffers and arrays; null where nobody counts. */
  readonly meter?: { allocated: number } | null;
  /** Told of each input before it is run: who stops it must know which it was. */
  readonly before?: (input: Uint8Array) => void;
}

/** What one input led to. */
export interface Step {
  readonly input: Uint8Array;
  readonly failure: Failure | null;
  /** It came where none came before. */
  readonly isNew: boolean;
}

/** Bytes that one input may make a reader allocate: four records of the longest kind. */
const MOST_ALLOCATED = 64 * 2 ** 20;

/** So many executions have the same stream of random numbers: a run that is taken up again begins with a new one. */
export const BATCH = 1000;

/** Runs a target again and again, with inputs made of those that led somewhere new. */
export class Fuzzer {
  readonly corpus: Uint8Array[];
  readonly #options: FuzzerOptions;

  constructor(options: FuzzerOptions) {
    this.#options = options;
    this.corpus = [...options.corpus];
  }

  /** Runs what is in the corpus already: what is covered by it is not new. */
  async warmUp(): Promise<Step[]> {
    const steps: Step[] = [];
    for (const input of [...this.corpus]) steps.push(await this.run(input));
    return steps;
  }

  /** @param batch its number: the same inputs come of the same corpus, seed and number */
  async *batch(batch: number, executions = BATCH): AsyncGenerator<Step> {
    const { target, seed } = this.#options;
    const random = new Random(`${seed} ${target.name} ${batch}`);
    for (let i = 0; i < executions; i++) {
      const step = await this.run(this.#input(random));
      if (step.isNew && !step.failure) this.corpus.push(step.input.slice());
      if (step.isNew || step.failure) yield step;
    }
  }

  async run(input: Uint8Array): Promise<Step> {
    const { target, coverage, before, meter } = this.#options;
    before?.(input);
    coverage?.clear();
    if (meter) meter.allocated = 0;
    let failure: Failure | null = null;
    try {
      const running = target.run(input);
      if (running) await running;
    } catch (error) {
      failure = failureOf(error);
    }
    if (meter && meter.allocated > MOST_ALLOCATED) {
      failure = { signature: 'allocates', text: `${meter.allocated} bytes were allocated` };
    }
    return { input, failure, isNew: coverage?.isNew() ?? false };
  }

  #input(random: Random): Uint8Array {
    const { target, words } = this.#options;
    const parent = this.#pick(random);
    const material = { words, other: this.#pick(random) };
    const isFormed = target.mutate && !random.once(4);
    const made = isFormed ? target.mutate!(parent, random) : mutatedBytes(parent, random, material);
    return made.length > target.longest ? made.subarray(0, target.longest) : made;
  }

  /** What came last led somewhere new last: every other time it is of those. */
  #pick(random: Random): Uint8Array {
    const { corpus } = this;
    if (corpus.length === 0) return new Uint8Array();
    const recent = Math.ceil(corpus.length / 4);
    const back = random.once(2) ? random.below(recent) : random.below(corpus.length);
    return corpus[corpus.length - 1 - back]!;
  }
}
