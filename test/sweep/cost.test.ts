import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEASURED } from '../../src/live-sweep/units.ts';
import { BATCH_LIMITS, batches } from '../../src/sweep/batches.ts';
import { type SweepSize, sweepCost } from '../../src/sweep/cost.ts';
import { largestRound, tournament } from '../../src/sweep/rounds.ts';

const SIZE: SweepSize = {
  ...{ nodes: 1000, itself: false, count: 3, intervalMs: 10 },
  ...{ nodesAtOnce: 16, pairsAtOnce: 64, byAgent: true },
};

describe('what a sweep will take', () => {
  it('is what its rounds and batches come to', () => {
    fc.assert(
      fc.property(
        fc.nat(80),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (nodes, itself, count) => {
          const cost = sweepCost({ ...SIZE, nodes, itself, count }, MEASURED);
          const rounds = tournament(nodes, { itself });
          const framesPerPair = count * MEASURED.framesPerProbe;
          expect(cost.rounds).toBe(rounds.length);
          expect(largestRound(nodes, { itself })).toBe(Math.max(0, ...rounds.map((r) => r.length)));
          expect(cost.pairs).toBe(rounds.flat().length);
          expect(cost.batches).toBe(batches(rounds, { ...BATCH_LIMITS, framesPerPair }).length);
          expect(cost.framesCaptured).toBe(cost.pairs * framesPerPair);
        },
      ),
    );
  });

  it('is one exec stream and a handful of calls for each node, however many pairs', () => {
    const cost = sweepCost(SIZE, MEASURED);
    expect(cost).toMatchObject({ pairs: 999_000, rounds: 1998, execStreams: 1000, pods: 1000 });
    expect(cost.apiCalls).toBeLessThan(10 * SIZE.nodes);
    expect(sweepCost({ ...SIZE, byAgent: false }, MEASURED)).toMatchObject({ execStreams: 0 });
  });

  it('holds no more at a time, be it a hundred nodes or a thousand', () => {
    const most = 2 * BATCH_LIMITS.frames * MEASURED.bytesPerFrame;
    for (const nodes of [10, 100, 1000, 4000]) {
      expect(sweepCost({ ...SIZE, nodes }, MEASURED).bytesHeld).toBeLessThanOrEqual(most);
    }
  });
});
