import type { PairResult, PairVerdict } from './pair-result.ts';

/** Results by who asks (rows) and who is asked (columns). */
export class Matrix<Result extends PairResult> {
  readonly size: number;
  readonly #cells: (Result | undefined)[];

  constructor(size: number, results: readonly Result[]) {
    this.size = size;
    this.#cells = new Array(size * size);
    for (const result of results) this.#cells[result.from * size + result.to] = result;
  }

  at(from: number, to: number): Result | undefined {
    return this.#cells[from * this.size + to];
  }

  /** Row by row. */
  results(): Result[] {
    return this.#cells.filter((cell) => cell !== undefined);
  }

  tally(): Record<PairVerdict, number> {
    const tally = { pass: 0, fail: 0, inconclusive: 0, skipped: 0 };
    for (const { verdict } of this.results()) tally[verdict]++;
    return tally;
  }
}
