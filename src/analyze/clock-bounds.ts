/** A packet at a tap, as that tap's clock has it. */
export interface Step {
  readonly tap: string;
  readonly timestampNs: bigint;
}

/** A packet's way: each step was later than the one before it, whatever clocks say. */
export type Walk = readonly Step[];

/** How far a clock is ahead of another, in nanoseconds; null where nothing bounds it. */
export interface Bounds {
  readonly least: bigint | null;
  readonly most: bigint | null;
}

/**
 * How far each group's clock is ahead of the first group's; null where no clocks explain the stamps. From
 * one tap to the next, the stamps cannot grow by less than the second clock is ahead: with each clock's lead an
 * unknown, those are difference constraints, whose bounds are shortest paths (Floyd and Warshall).
 * Leads that are all at their least, or all at their most, meet every constraint, and so do those half-way.
 */
export function boundsOf(
  groups: readonly (readonly string[])[],
  walks: readonly Walk[],
): Bounds[] | null {
  const all = groups.map((_, i) => i);
  const groupOf = new Map(groups.flatMap((taps, i) => taps.map((tap) => [tap, i] as const)));
  // most[i][j]: how far clock j can be ahead of clock i
  const most = all.map((i) => all.map((j): bigint | null => (i === j ? 0n : null)));
  for (const walk of walks) {
    for (const [at, { tap, timestampNs }] of walk.slice(1).entries()) {
      const before = walk[at]!;
      const row = most[groupOf.get(before.tap)!]!;
      const j = groupOf.get(tap)!;
      row[j] = lesser(row[j]!, timestampNs - before.timestampNs);
    }
  }
  for (const k of all) {
    for (const row of most) {
      for (const j of all) {
        const [to, from] = [row[k]!, most[k]![j]!];
        if (to !== null && from !== null) row[j] = lesser(row[j]!, to + from);
      }
    }
  }
  if (all.some((i) => most[i]![i]! < 0n)) return null;
  return all.map((i) => {
    const back = most[i]![0]!;
    return { least: back === null ? null : -back, most: most[0]![i]! };
  });
}

function lesser(known: bigint | null, other: bigint): bigint {
  return known === null || other < known ? other : known;
}
