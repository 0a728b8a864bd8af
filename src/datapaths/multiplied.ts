import { LabError } from '../errors.ts';
import { namesInPair, ownOf, type PairOwn, placeOfPair } from './pair-own.ts';
import { passageOf, type Topology } from './topology.ts';

/** A bridge of Linux has 1023 ports at most, two for each pair. */
export const MOST_PAIRS = 500;

/**
 * A topology of a pair of pods as one of n pairs on the same node. What mentions a pair's own (its pods, their
 * host-side devices, addresses and MAC addresses) is there once for each pair, with what they are called in it; what
 * mentions none of it is there once. The first pair keeps its names; the probe is that of the first.
 * @throws LabError E_USAGE where there is what cannot be multiplied
 */
export function multiplied(topology: Topology, n: number): Topology {
  if (n === 1) return topology;
  const { base, own } = multipliable(topology);
  const { probe, ...first } = base;
  const all = pairNumbers(n).map((k) => {
    const places = own.places.map((place): [string, string] => [place, placeOfPair(place, k)]);
    return renamed(first, [...places, ...namesInPair(own, k)]);
  });
  const whole = merged(all, []) as Topology;
  return { ...whole, taps: firstOfEach(whole.taps), ...(probe && { probe }) };
}

/** That what all pairs have can see is shown by the first pair's canary. */
function firstOfEach(taps: Topology['taps']): Topology['taps'] {
  return taps.filter((tap, i) => taps.findIndex(({ name }) => name === tap.name) === i);
}

/**
 * Each of these pairs as a lab of its own: its places and taps by the roles that they have in it (`pod1`, `pod1/lxc`),
 * its devices and addresses as they are among the n.
 * @throws as `multiplied`
 */
export function pairsOf(topology: Topology, n: number): Topology[] {
  if (n === 1) return [topology];
  const { base, own } = multipliable(topology);
  return pairNumbers(n).map((k) => renamed(base, [...namesInPair(own, k)]));
}

function pairNumbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

/** @throws LabError E_USAGE */
function multipliable(topology: Topology): { base: Topology; own: PairOwn } {
  const why = whyOnlyOne(topology);
  if (why !== null) throw notMultiplied(why);
  const own = ownOf(topology);
  return { base: withWideSubnets(topology, own), own };
}

/** Why there can be no more than one pair of it; null where nothing is seen to be in the way. */
export function whyOnlyOne(topology: Topology): string | null {
  const { namespaces, links, daemons = [], incident, socketPrograms = [] } = topology;
  const { from, to, service } = passageOf(topology);
  const places = Object.entries(namespaces);
  const others = places.filter(
    ([name, { role }]) => role === 'pod' && name !== from && name !== to,
  );
  const isPod = (end: string) => namespaces[end]?.role === 'pod';
  if (service !== undefined) return 'its probe asks a service, of which there is one';
  if (!isPod(from) || !isPod(to) || from === to) return 'its probe does not go from pod to pod';
  if (others.length > 0) return `it has more pods than two: ${others.map(([name]) => name)}`;
  if (places.length > 3) return 'its pods are not on one node alone';
  if (daemons.length > 0) return `${daemons[0]!.name} is made for one pair`;
  if (incident) return 'what happens in the midst of its probe would happen in the midst of all';
  if (socketPrograms.length > 0) return 'its programs are on sockets, not on devices';
  const lent = links.find(({ kind }) => kind === 'sriov' || kind === 'nic' || kind === 'made');
  return lent ? 'its devices are not made by the lab' : null;
}

function notMultiplied(why: string): LabError {
  return new LabError('E_USAGE', {
    message: 'there can be no more than one pair of it',
    why,
    mend: 'cni-lab verify cilium/same-node --pairs 10',
  });
}

/** How many bits of an IPv4 address all pairs have in common: see `namesInPair`. */
const COMMON_BITS = 16;

/** Subnets that a pair's IPv4 address is in have room for all pairs' */
function withWideSubnets(topology: Topology, { addresses }: PairOwn): Topology {
  const wide = (address: string) => {
    const [bare = '', bits] = address.split('/');
    const holds = addresses.some((one) => isSameSubnet(one, bare, Number(bits)));
    return Number(bits) < 32 && holds ? `${bare}/${Math.min(Number(bits), COMMON_BITS)}` : address;
  };
  const widened = <T extends { addresses: readonly string[] }>(device: T): T => ({
    ...device,
    addresses: device.addresses.map(wide),
  });
  return {
    ...topology,
    links: topology.links.map((link) =>
      'ends' in link
        ? ({ ...link, ends: link.ends.map(widened) } as unknown as typeof link)
        : { ...link, device: widened(link.device) },
    ),
  };
}

function isSameSubnet(one: string, other: string, bits: number): boolean {
  if (one.includes(':') || other.includes(':')) return false;
  const network = (address: string) =>
    address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) / 2 ** (32 - bits);
  return Math.floor(network(one)) === Math.floor(network(other));
}

/** The same with other names, wherever they stand: in keys, in texts, in words of several parts (`pod1/lxc`). */
function renamed<T>(value: T, names: readonly (readonly [string, string])[]): T {
  if (names.length === 0) return value;
  const by = new Map(names);
  const [words, numbers] = [false, true].map((isAddress) =>
    names
      .map(([name]) => name)
      .filter((name) => /[.:]/.test(name) === isAddress)
      .map((name) => name.replaceAll('.', '\\.')),
  ) as [string[], string[]];
  const pattern = new RegExp(
    `(?<![\\w-])(?:${[...words, NEVER].join('|')})(?![\\w-])|(?<![\\w.:])(?:${[...numbers, NEVER].join('|')})(?![\\w.:])`,
    'g',
  );
  return JSON.parse(JSON.stringify(value).replace(pattern, (name) => by.get(name)!)) as T;
}

/** Matches nothing, where an alternative must stand. */
const NEVER = '(?!)';

/** All of them in one: lists have what any has, once. @param path to where they differ @throws LabError E_USAGE */
function merged(values: readonly unknown[], path: readonly string[]): unknown {
  const [first] = values;
  if (Array.isArray(first)) {
    const known = new Map(values.flatMap((one) => one as unknown[]).map((v) => [word(v), v]));
    return [...known.values()];
  }
  if (typeof first === 'object' && first !== null) {
    const keys = new Set(values.flatMap((one) => Object.keys(one as object)));
    const of = (key: string) =>
      values.flatMap((one) => {
        const has = (one as Record<string, unknown>)[key];
        return has === undefined ? [] : [has];
      });
    return Object.fromEntries([...keys].map((key) => [key, merged(of(key), [...path, key])]));
  }
  if (values.every((one) => one === first)) return first;
  throw notMultiplied(`${path.slice(1).join("'s ")} speaks of one pair's own`);
}

function word(value: unknown): string {
  return JSON.stringify(value);
}
