import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Round } from '../../src/sweep/pair.ts';
import { roundCount, tournament } from '../../src/sweep/rounds.ts';

const sizes = { nodes: fc.nat(60), itself: fc.boolean() };
const rounds = fc.record(sizes).map((size) => ({ ...size, all: tournament(size.nodes, size) }));

const nodesOf = (round: Round) => round.flatMap(({ from, to }) => [...new Set([from, to])]);

describe('a tournament', () => {
  it('has every ordered pair exactly once', () => {
    fc.assert(
      fc.property(rounds, ({ nodes, itself, all }) => {
        const found = all.flat().map(({ from, to }) => `${from} ${to}`);
        const wanted = Array.from({ length: nodes }, (_, from) =>
          Array.from({ length: nodes }, (_, to) =>
            from !== to || itself ? [`${from} ${to}`] : [],
          ),
        ).flat(2);
        expect(found.toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });

  it('has each node at most once in a round', () => {
    fc.assert(
      fc.property(rounds, ({ all }) => {
        for (const round of all) {
          const nodes = nodesOf(round);
          expect(new Set(nodes).size).toBe(nodes.length);
        }
      }),
    );
  });

  it('has no more rounds than there must be', () => {
    fc.assert(
      fc.property(rounds, ({ nodes, itself, all }) => {
        // a node is in one pair a round; with an odd number one of them is left over each time
        const ofEach = 2 * Math.max(0, nodes - 1) + (itself ? 1 : 0);
        const across = (nodes * (nodes - 1)) / Math.max(1, Math.floor(nodes / 2));
        const least = nodes === 0 ? 0 : Math.max(ofEach, across);
        expect(all.length).toBe(least);
        expect(all.length).toBe(roundCount(nodes, { itself }));
      }),
    );
  });
});
