import { LabError } from '../errors.ts';
import type { Claim } from '../verdict/judge.ts';
import { claimOf, type Datapath, familiesOf, type Where } from './datapath.ts';
import { nearest } from './nearest.ts';
import type { Family } from './topology.ts';

/** Each file in the folder of a system exports one entry, and nothing else. */
const FILES = import.meta.glob<Record<string, Datapath>>(['./*/*.ts', '!./topologies/*'], {
  eager: true,
});

/** The flagship first, the others by name. */
export const CATALOGUE: readonly Datapath[] = Object.values(FILES)
  .flatMap((file) => Object.values(file))
  .toSorted((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));

export const FLAGSHIP = CATALOGUE[0]!;

function rank(name: string): number {
  return name === 'cilium/same-node' ? 0 : 1;
}

/** @throws LabError E_UNKNOWN_DATAPATH, with the nearest names */
export function findDatapath(name: string): Datapath {
  const found = CATALOGUE.find((d) => d.name === name);
  if (found) return found;
  throw unknown(name);
}

/** A name, or a glob (`linux/*`). @throws LabError E_UNKNOWN_DATAPATH if none fits */
export function selectDatapaths(pattern: string): Datapath[] {
  if (!/[*?]/.test(pattern)) return [findDatapath(pattern)];
  const glob = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const found = CATALOGUE.filter((d) => new RegExp(`^${glob}$`).test(d.name));
  if (found.length === 0) throw unknown(pattern);
  return found;
}

/** The names of all that captures alone take for this one: what entries name as their twins, either way, and itself. */
export function twinsOf(name: string): string[] {
  const found = new Set([name]);
  for (const one of found) {
    for (const other of CATALOGUE) {
      if (other.name === one) for (const twin of other.twins ?? []) found.add(twin);
      else if (other.twins?.includes(one)) found.add(other.name);
    }
  }
  return [...found].toSorted();
}

/** The claims of these datapaths, in their order. @param others that may be meant beside the catalogue's */
export function claimsOf(
  names: readonly string[],
  family: Family,
  where?: Where,
  others: readonly Datapath[] = [],
): Claim[] {
  return names.map((name) =>
    claimOf(others.find((d) => d.name === name) ?? findDatapath(name), family, where),
  );
}

/** All claims by name, for identification. @param others that are possible beside the catalogue's */
export function claims(
  family: Family,
  where?: Where,
  others: readonly Datapath[] = [],
): Map<string, Claim> {
  const possible = [...new Set([...CATALOGUE, ...others])].filter((d) =>
    familiesOf(d).includes(family),
  );
  return new Map(possible.map((d) => [d.name, claimOf(d, family, where)]));
}

function unknown(name: string): LabError {
  const near = nearest(
    name,
    CATALOGUE.map((d) => d.name),
  );
  return new LabError('E_UNKNOWN_DATAPATH', {
    message: `there is no datapath named "${name}"`,
    why: `the nearest are ${near.join(', ')}`,
    mend: 'cni-lab list',
  });
}
