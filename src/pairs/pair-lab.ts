import { placeOfPair } from '../datapaths/pair-own.ts';
import { podsOf, type TapPoint, type Topology } from '../datapaths/topology.ts';
import type { Lab, Tap } from '../labs/lab.ts';

/** One pair of a lab of many, as a lab of its own: places and taps by the roles that they have in it. */
export interface PairLab {
  /** From 1. */
  readonly number: number;
  readonly lab: Lab;
  /** In the order of its topology's. */
  readonly taps: readonly PairTap[];
}

export interface PairTap {
  /** `pod1/lxc` */
  readonly role: string;
  /** Where it is by its role: `node1`, `pod1`. */
  readonly place: string;
  /** The tap as the whole lab has it: `pod1-7/lxc`. */
  readonly name: string;
  /** Other pairs have it as well: a bridge. */
  readonly isShared: boolean;
}

/** @param whole the lab that has them all @param pairs each pair's topology, by roles */
export function pairLabs(whole: Lab, pairs: readonly Topology[]): PairLab[] {
  const names = new Map(whole.topology.taps.map((tap) => [pointOf(tap), tap.name]));
  const all = pairs.map((topology, i) => {
    const pods = podsOf(topology);
    const at = (place: string) => (pods.includes(place) ? placeOfPair(place, i + 1) : place);
    const nameOf = (tap: TapPoint) => names.get(pointOf({ ...tap, namespace: at(tap.namespace) }))!;
    return { topology, at, taps: topology.taps.map((tap) => ({ tap, name: nameOf(tap) })) };
  });
  const seconds = new Set(all[1]?.taps.map(({ name }) => name));
  const isShared = (t: number) => seconds.has(all[0]!.taps[t]!.name);
  return all.map(({ topology, at, taps: named }, i) => {
    const taps = named.map(({ tap, name }, t) => ({
      ...{ role: tap.name, place: tap.namespace, name, isShared: isShared(t) },
    }));
    const lab: Lab = {
      ...whole,
      topology: i === 0 ? topology : withoutCanaries(topology, isShared),
      taps: async () => tapsOf(taps, byName(await whole.taps())),
      namespace: (place) => whole.namespace(at(place)),
      runner: (place) => whole.runner(at(place)),
    };
    return { number: i + 1, lab, taps };
  });
}

function pointOf({ namespace, device }: Pick<TapPoint, 'namespace' | 'device'>): string {
  return `${namespace} ${device}`;
}

/** That what all pairs have can see is shown once, by the first. */
function withoutCanaries(topology: Topology, isShared: (tap: number) => boolean): Topology {
  const taps = topology.taps.map(({ canary, ...tap }, t) =>
    canary && !isShared(t) ? { ...tap, canary } : tap,
  );
  return { ...topology, taps };
}

/** Those of the whole lab's taps that are a pair's, by their roles. @param all by name */
export function tapsOf(taps: readonly PairTap[], all: ReadonlyMap<string, Tap>): Tap[] {
  return taps.map(({ role, place, name }) => ({ ...all.get(name)!, name: role, place }));
}

export function byName<T extends { readonly name: string }>(taps: readonly T[]): Map<string, T> {
  return new Map(taps.map((tap) => [tap.name, tap]));
}
