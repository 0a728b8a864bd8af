import { listAt, parseJson, textAt } from '../cni/json.ts';

/** An entry of the neighbour table: ARP, or neighbour discovery. */
export interface Neighbour {
  readonly address: string;
  readonly device: string;
  readonly mac: string | null;
  /** reachable, stale, permanent, failed, ... */
  readonly state: string;
}

/** @param text `ip -j neigh` */
export function parseNeighbours(text: string | null): Neighbour[] {
  return listAt(parseJson(text)).flatMap((entry) => {
    const address = textAt(entry, 'dst');
    const device = textAt(entry, 'dev');
    if (address === null || device === null) return [];
    const state = listAt(entry, 'state').join(' ').toLowerCase();
    return { address, device, mac: textAt(entry, 'lladdr'), state };
  });
}

/** Those of the pod's addresses, and those behind the device that is its alone. */
export function neighboursOf(
  neighbours: readonly Neighbour[],
  addresses: readonly string[],
  device: string | null,
): Neighbour[] {
  return neighbours.filter((n) => addresses.includes(n.address) || n.device === device);
}
