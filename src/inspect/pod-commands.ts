import type { Argv } from '../host/runner.ts';

/** What shows the routes that lead to these addresses, and all by the device that is theirs alone. */
export function showRoutesTo(addresses: readonly string[], device: string | null): Argv[] {
  const table = ['route', 'show', 'table', 'all'] as const;
  if (addresses.length === 0 && device === null) return [['ip', ...table]];
  return [
    ...addresses.map((address): Argv => ['ip', ...family(address), ...table, 'match', address]),
    ...(device === null ? [] : [['ip', ...table, 'dev', device] as const]),
  ];
}

/** The same of neighbour entries. */
export function showNeighbours(addresses: readonly string[], device: string | null): Argv[] {
  const show = ['ip', 'neigh', 'show'] as const;
  if (addresses.length === 0 && device === null) return [show];
  return [
    ...addresses.map((address): Argv => [...show, 'to', address]),
    ...(device === null ? [] : [[...show, 'dev', device] as const]),
  ];
}

function family(address: string): readonly string[] {
  return address.includes(':') ? ['-6'] : [];
}
