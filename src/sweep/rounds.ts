import type { Pair, Round } from './pair.ts';

/**
 * Every ordered pair of nodes once, in the fewest rounds in which no node is in two pairs: a
 * tournament by the circle method, each of its rounds played both ways. With an odd number of nodes
 * one has nothing to do in each round, and asks itself then. Pure.
 * @param itself whether each node is to ask itself, too
 */
export function tournament(nodes: number, { itself }: { itself: boolean }): Round[] {
  const seats = nodes % 2 === 0 ? nodes : nodes + 1;
  const there = Array.from({ length: seats - 1 }, (_, turn) => matches(seats, turn));
  const real = (pair: Pair) => pair.from < nodes && pair.to < nodes;
  const rounds = there.flatMap((pairs): Round[] => {
    const idle = itself ? pairs.flatMap((pair) => alone(pair, nodes)) : [];
    const played = pairs.filter(real);
    return [[...played, ...idle], played.map(({ from, to }) => ({ from: to, to: from }))];
  });
  const own = itself && nodes % 2 === 0 ? [selves(nodes)] : [];
  return [...rounds, ...own].filter((round) => round.length > 0);
}

/** How many rounds that makes. */
export function roundCount(nodes: number, { itself }: { itself: boolean }): number {
  if (nodes < 2) return itself ? nodes : 0;
  return nodes % 2 === 0 ? 2 * (nodes - 1) + (itself ? 1 : 0) : 2 * nodes;
}

/** Pairs in the largest of them. */
export function largestRound(nodes: number, { itself }: { itself: boolean }): number {
  if (!itself) return Math.floor(nodes / 2);
  return nodes % 2 === 0 ? nodes : Math.ceil(nodes / 2);
}

/** The last seat stays, all others move on by one with every turn; who sits face to face is a pair. */
function matches(seats: number, turn: number): Pair[] {
  const moving = seats - 1;
  const at = (seat: number) => (turn + seat + moving) % moving;
  const opposite = Array.from({ length: seats / 2 - 1 }, (_, i) => ({
    from: at(i + 1),
    to: at(-(i + 1)),
  }));
  return [{ from: at(0), to: moving }, ...opposite];
}

/** The node whose match is with the empty seat. */
function alone({ from, to }: Pair, nodes: number): Pair[] {
  if (from < nodes && to < nodes) return [];
  const node = Math.min(from, to);
  return [{ from: node, to: node }];
}

function selves(nodes: number): Round {
  return Array.from({ length: nodes }, (_, node) => ({ from: node, to: node }));
}
