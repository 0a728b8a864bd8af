import { type Group, groupsOf, variantNamed } from './bench/contenders.ts';
import type { Measure } from './bench/slice.ts';
import type { Datapath, Placement } from './datapaths/datapath.ts';
import type { Family } from './datapaths/topology.ts';
import { namedDatapaths } from './named-datapaths.ts';

/** What a user asks for. */
export interface BenchWish {
  readonly against?: string;
  readonly placement?: Placement;
  readonly measure: readonly Measure[];
  readonly rounds: number;
  /** Milliseconds. */
  readonly slice: number;
}

/** What is to be done. */
export interface BenchChoice {
  readonly groups: readonly Group[];
  readonly family: Family;
  readonly measures: readonly Measure[];
  readonly rounds: number;
  readonly sliceMs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * What a user names, as groups of labs that are measured side by side, and how many seconds to allow for it.
 * @throws LabError E_UNKNOWN_DATAPATH, E_FILE, E_DATAPATH_FILE, E_USAGE
 */
export async function chosenGroups(
  names: readonly string[],
  wish: BenchWish,
): Promise<{ groups: Group[]; seconds: number }> {
  const [against = null] = wish.against === undefined ? [] : await found([wish.against]);
  const groups = groupsOf(await found(names), against, wish.placement ?? null);
  return { groups, seconds: secondsFor(groups, wish) };
}

async function found(names: readonly string[]): Promise<Datapath[]> {
  const variants = names.flatMap((name) => variantNamed(name) ?? []);
  const others = names.filter((name) => !variants.some((variant) => variant.name === name));
  return [...(await namedDatapaths(others)), ...new Set(variants)];
}

/** Thrice what the slices alone take, and some for each lab: a busy machine is slow. */
function secondsFor(groups: readonly Group[], { measure, rounds, slice }: BenchWish): number {
  const labs = groups.reduce((sum, { contenders }) => sum + contenders.length + 2, 0);
  const slices = (labs * measure.length * (rounds * slice + 60)) / 1000;
  return Math.ceil(60 + 15 * labs + 3 * slices);
}
