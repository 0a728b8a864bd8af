import { table } from '../../src/ui/table.ts';

/** Something of which there must not be more and more. */
export interface Measure {
  readonly name: string;
  /** How much each run may add: nothing where it is ours alone. */
  readonly perRun: number;
  /** How much others who are at work on this machine may add, all in all. */
  readonly slack?: number;
  readonly unit?: 'kB';
}

/** Taken while nothing of ours runs. */
export interface Sample {
  /** How many runs there had been. */
  readonly runs: number;
  /** By the measures' names; null where this machine does not tell. */
  readonly values: Readonly<Record<string, number | null>>;
}

export interface Growth {
  readonly name: string;
  readonly unit: string;
  readonly first: number | null;
  readonly last: number | null;
  /** From the least of the first third of the samples to that of the last; null: not told. */
  readonly growth: number | null;
  readonly allowed: number;
  /** More than is allowed, and from each third to the next: what others take for a while is no growth. */
  readonly grew: boolean;
}

const THIRDS = 3;

/** How each measure went from the first samples to the last. @param samples three or more */
export function growthOf(measures: readonly Measure[], samples: readonly Sample[]): Growth[] {
  const runs = (samples.at(-1)?.runs ?? 0) - (samples[0]?.runs ?? 0);
  return measures.map(({ name, perRun, slack = 0, unit = '' }) => {
    const told = samples.map(({ values }) => values[name] ?? null);
    const [before, between, after] = Array.from({ length: THIRDS }, (_, third) =>
      leastOf(told.slice(bound(third, told), bound(third + 1, told))),
    ) as [number | null, number | null, number | null];
    const isTold = before !== null && between !== null && after !== null;
    const growth = isTold ? after - before : null;
    const allowed = Math.floor(perRun * runs) + slack;
    return {
      ...{ name, unit, first: told[0] ?? null, last: told.at(-1) ?? null, growth, allowed },
      grew: isTold && after - before > allowed && before < between && between < after,
    };
  });
}

/** The table that `npm run soak` ends with. */
export function growthText(growths: readonly Growth[]): string {
  const number = (value: number | null) => (value === null ? 'not told' : String(value));
  const rows = growths.map(({ name, unit, first, last, growth, allowed, grew }) => [
    `${name}${unit && `, ${unit}`}`,
    ...[first, last, growth, allowed].map(number),
    grew ? 'GREW' : '',
  ]);
  return table([['', 'first', 'last', 'growth', 'allowed', ''], ...rows]);
}

/** Where a third of them begins. */
function bound(third: number, all: readonly unknown[]): number {
  return Math.floor((third * all.length) / THIRDS);
}

function leastOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}
