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

  /** Names of the datapaths that pairs were held against, the most frequent first. */
  datapaths(): string[] {
    const count = new Map<string, number>();
    for (const { datapath } of this.results()) {
      if (datapath !== null) count.set(datapath, (count.get(datapath) ?? 0) + 1);
    }
    return [...count].sort(([, a], [, b]) => b - a).map(([name]) => name);
  }

  /** Contradicted ones first, then those that are open; row by row within each. */
  bad(): Result[] {
    const all = this.results();
    return [
      ...all.filter((r) => r.verdict === 'fail'),
      ...all.filter((r) => r.verdict === 'inconclusive'),
    ];
  }

  /** Nodes by how many of their pairs, in either role, are bad; those with none left out. */
  badByNode(): { node: number; bad: number; of: number }[] {
    const bad = new Array<number>(this.size).fill(0);
    const of = new Array<number>(this.size).fill(0);
    for (const { from, to, verdict } of this.results()) {
      for (const node of new Set([from, to])) {
        of[node]!++;
        if (verdict === 'fail' || verdict === 'inconclusive') bad[node]!++;
      }
    }
    return bad
      .map((count, node) => ({ node, bad: count, of: of[node]! }))
      .filter((n) => n.bad > 0)
      .sort((a, b) => b.bad - a.bad);
  }
}
