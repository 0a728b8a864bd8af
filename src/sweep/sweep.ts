import type { Pair, Round } from './pair.ts';
import type { PairResult } from './pair-result.ts';
import { runRounds } from './run-rounds.ts';

/** What a sweep does to the world. */
export interface SweepWorld<Sent, Result extends PairResult> {
  /** Before the pairs of a batch: what shows that each capture can see. */
  begin(): Promise<void>;
  /** Sends the probe of a pair and waits for its answers. */
  send(pair: Pair): Promise<Sent>;
  /** After send() threw: the ends that cannot be reached any more, with the reason. */
  lost(pair: Pair, error: unknown): Promise<ReadonlyMap<number, string>>;
  /** Drains the captures and judges what was sent. */
  settle(sent: readonly (readonly [Pair, Sent])[]): Promise<Result[]>;
  /** A pair of which nothing was captured. */
  unjudged(pair: Pair, verdict: 'inconclusive' | 'skipped', reason: string): Result;
}

export interface SweepOptions {
  readonly atOnce: number;
  /** Aborting it ends the sweep: what was sent till then is judged, the rest is skipped. */
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Goes through all batches; a node that is lost on the way ends nothing but its own pairs. */
export async function sweep<Sent, Result extends PairResult>(
  batches: readonly (readonly Round[])[],
  world: SweepWorld<Sent, Result>,
  { atOnce, signal, onProgress }: SweepOptions,
): Promise<Result[]> {
  const of = batches.flat(2).length;
  const lost = new Map<number, string>();
  const results: Result[] = [];
  let done = 0;
  for (const batch of batches) {
    const sent: (readonly [Pair, Sent])[] = [];
    const work = async (pair: Pair) => {
      const left = (verdict: 'inconclusive' | 'skipped', reason: string) =>
        void results.push(world.unjudged(pair, verdict, reason));
      const gone = lost.get(pair.from) ?? lost.get(pair.to);
      if (signal.aborted) return left('skipped', NOT_REACHED);
      if (gone !== undefined) return left('inconclusive', gone);
      try {
        sent.push([pair, await world.send(pair)]);
      } catch (error) {
        if (signal.aborted) return left('skipped', NOT_REACHED);
        for (const [node, reason] of await world.lost(pair, error)) lost.set(node, reason);
        left('inconclusive', lost.get(pair.from) ?? lost.get(pair.to) ?? (error as Error).message);
      } finally {
        onProgress?.(++done, of);
      }
    };
    if (!signal.aborted) await world.begin();
    await runRounds(batch, atOnce, work);
    if (sent.length > 0) results.push(...(await world.settle(sent)));
  }
  return results;
}

const NOT_REACHED = 'the sweep was broken off before its turn';
