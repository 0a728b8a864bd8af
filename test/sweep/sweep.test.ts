import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_LIMITS, batches } from '../../src/sweep/batches.ts';
import type { Pair, Round } from '../../src/sweep/pair.ts';
import type { PairResult, PairVerdict } from '../../src/sweep/pair-result.ts';
import { tournament } from '../../src/sweep/rounds.ts';
import { type SweepWorld, sweep } from '../../src/sweep/sweep.ts';

/** A cluster of which nodes get lost before some of their turns. */
class World implements SweepWorld<Pair, PairResult> {
  readonly busy = new Set<number>();
  readonly sentTo = new Map<number, number>();
  most = 0;
  begun = 0;
  now = 0;
  readonly goneAfter: ReadonlyMap<number, number>;

  constructor(goneAfter: ReadonlyMap<number, number> = new Map()) {
    this.goneAfter = goneAfter;
  }

  async begin() {
    this.begun++;
  }

  async send(pair: Pair) {
    for (const node of new Set([pair.from, pair.to])) {
      expect(this.busy.has(node)).toBe(false);
      this.busy.add(node);
    }
    this.most = Math.max(this.most, ++this.now);
    await new Promise((resolve) => setImmediate(resolve));
    this.now--;
    for (const node of [pair.from, pair.to]) {
      this.busy.delete(node);
      this.sentTo.set(node, (this.sentTo.get(node) ?? 0) + 1);
    }
    if (this.#gone(pair).length > 0) throw new Error('no answer from the agent');
    return pair;
  }

  async lost(pair: Pair) {
    return new Map(this.#gone(pair).map((node) => [node, `node ${node} was lost`]));
  }

  async settle(sent: readonly (readonly [Pair, Pair])[]) {
    return sent.map(([pair]) => ({ ...pair, verdict: 'pass' as const, datapath: 'x', reason: '' }));
  }

  unjudged(pair: Pair, verdict: PairVerdict, reason: string): PairResult {
    return { ...pair, verdict, datapath: null, reason };
  }

  #gone(pair: Pair): number[] {
    return [pair.from, pair.to].filter(
      (node) => (this.sentTo.get(node) ?? 0) > (this.goneAfter.get(node) ?? Infinity),
    );
  }
}

const never = new AbortController().signal;
const inBatches = (nodes: number, rounds = BATCH_LIMITS.rounds): Round[][] =>
  batches(tournament(nodes, { itself: false }), { ...BATCH_LIMITS, rounds, framesPerPair: 10 });
const key = ({ from, to }: Pair) => `${from} ${to}`;

describe('batches', () => {
  it('are all rounds in order, each within its limits', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(500), fc.nat(30), (nodes, frames, most) => {
        const rounds = tournament(nodes, { itself: true });
        const limits = { framesPerPair: 7, frames, rounds: most };
        const all = batches(rounds, limits);
        expect(all.flat()).toEqual(rounds);
        for (const batch of all) {
          expect(batch.length).toBeLessThanOrEqual(Math.max(1, most));
          const held = batch.flat().length * limits.framesPerPair;
          expect(batch.length === 1 || held <= frames).toBe(true);
        }
      }),
    );
  });
});

describe('a sweep', () => {
  it('has one result for every pair, and no node in two pairs at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        async (nodes, rounds, atOnce) => {
          const world = new World();
          const plan = inBatches(nodes, rounds);
          const results = await sweep(plan, world, { atOnce, signal: never });
          expect(results.map(key).toSorted()).toEqual(plan.flat(2).map(key).toSorted());
          expect(new Set(results.map((r) => r.verdict))).toEqual(new Set(['pass']));
          expect(world.most).toBeLessThanOrEqual(atOnce);
          expect(world.begun).toBe(plan.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('loses no pairs but those of a node that is lost, and says why', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 9 }),
        fc.nat(8),
        fc.nat(6),
        async (nodes, which, after) => {
          const gone = which % nodes;
          const world = new World(new Map([[gone, after]]));
          const results = await sweep(inBatches(nodes), world, { atOnce: 4, signal: never });
          expect(results).toHaveLength(nodes * (nodes - 1));
          for (const { from, to, verdict, reason } of results) {
            if (from !== gone && to !== gone) expect(verdict).toBe('pass');
            else if (verdict !== 'pass') expect(reason).toBe(`node ${gone} was lost`);
          }
          const bad = results.filter(({ verdict }) => verdict === 'inconclusive');
          expect(bad).toHaveLength(Math.max(0, 2 * (nodes - 1) - after));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that is broken off judges what was sent, and skips the rest', async () => {
    const broken = new AbortController();
    const results = await sweep(inBatches(6), new World(), {
      atOnce: 1,
      signal: broken.signal,
      onProgress: (done) => {
        if (done === 7) broken.abort();
      },
    });
    const tally = (word: PairVerdict) => results.filter((r) => r.verdict === word).length;
    expect([tally('pass'), tally('skipped')]).toEqual([7, 23]);
  });

  it('tells how far it is', async () => {
    const told: string[] = [];
    await sweep(inBatches(3), new World(), {
      atOnce: 4,
      signal: never,
      onProgress: (done, of) => told.push(`${done} of ${of}`),
    });
    expect(told).toEqual(['1 of 6', '2 of 6', '3 of 6', '4 of 6', '5 of 6', '6 of 6']);
  });
});
