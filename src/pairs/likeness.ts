import { devices, type Topology } from '../datapaths/topology.ts';
import { NO_MAC } from '../packets/address.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { Observation } from '../verdict/observation.ts';

/**
 * A word that two pairs share if what was seen of them is the same but for their own names: addresses become those of
 * roles, stamps their order. What is a guess of one is a guess of the other then.
 */
export function likeness(
  { taps, probe }: Observation,
  evidence: Evidence,
  topology: Topology,
): string {
  const ranks = rankOf(taps.flatMap((tap) => tap.sightings.map((s) => s.timestampNs)));
  const roles = rolesIn(topology);
  return JSON.stringify(
    { probe, evidence, taps: taps.map(({ device: _, ...tap }) => tap) },
    (_, value: unknown) => {
      if (typeof value === 'bigint') return ranks.get(value);
      return typeof value === 'string' ? (roles.get(value) ?? value) : value;
    },
  );
}

function rankOf(stamps: readonly bigint[]): Map<bigint, number> {
  const sorted = [...new Set(stamps)].sort((a, b) => (a < b ? -1 : 1));
  return new Map(sorted.map((stamp, rank) => [stamp, rank]));
}

/** Addresses and MAC addresses, each by who bears it, in the topology's order. */
function rolesIn(topology: Topology): Map<string, string> {
  const borne = devices(topology).flatMap(({ mac, addresses }, i) => [
    ...(mac === NO_MAC ? [] : [[mac, `MAC ${i}`] as const]),
    ...addresses.map((address, a) => [address.split('/')[0]!, `address ${i}.${a}`] as const),
  ]);
  return new Map(borne.reverse()); // of several who bear one, the first
}
