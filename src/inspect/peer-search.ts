import { type DeviceFacts, isPair } from './device-facts.ts';
import type { NetnsId } from './netns-ids.ts';

/** A network namespace that was asked for its devices. */
export interface SearchedPlace {
  /** As `ip netns` names it; null where it has no name. */
  readonly name: string | null;
  readonly devices: readonly DeviceFacts[];
  /** What it calls the namespaces that its devices lead to. */
  readonly netnsIds: readonly NetnsId[];
}

export type PeerFound<P> =
  | { readonly place: P; readonly unknown: null }
  | { readonly place: null; readonly unknown: string };

/**
 * In which of these namespaces the other end of a device is, or what it stands on. An ifindex is a small
 * number that counts within one namespace: so both ends must name each other, and where one of the two
 * namespaces has a name, the other must know it by that name. What still fits several is not guessed.
 */
export function findPeer<P extends SearchedPlace>(
  own: DeviceFacts,
  from: SearchedPlace,
  candidates: readonly P[],
): PeerFound<P> {
  const { name, linkIndex, linkNetnsid } = own;
  if (linkIndex === null) return unknown(`${name} has no other end`);
  if (linkNetnsid === null) return unknown(`the other end of ${name} is in the same namespace`);
  const [only, ...others] = candidates.filter((place) => fits(own, from, place));
  if (only && others.length === 0) return { place: only, unknown: null };
  const known = from.netnsIds.find(({ nsid }) => nsid === linkNetnsid)?.name ?? null;
  const where = known === null ? `nsid ${linkNetnsid} of its namespace` : `namespace ${known}`;
  const end = `the other end of ${name} is device ${linkIndex} in ${where}`;
  if (!only) return unknown(`${end}, which is neither here nor has a name here: unknown`);
  return unknown(`${end}, and ${others.length + 1} namespaces have one that fits: unknown`);
}

function fits(own: DeviceFacts, from: SearchedPlace, place: SearchedPlace): boolean {
  const other = place.devices.find(({ ifindex }) => ifindex === own.linkIndex);
  if (!other || !mayBe(from.netnsIds, own.linkNetnsid, place.name)) return false;
  if (!isPair(own)) return true;
  return (
    other.kind === own.kind &&
    other.linkIndex === own.ifindex &&
    mayBe(place.netnsIds, other.linkNetnsid, from.name)
  );
}

/** Whether the namespace with this number may be the one of this name: two different names are two. */
function mayBe(ids: readonly NetnsId[], nsid: number | null, name: string | null): boolean {
  const known = ids.find((id) => id.nsid === nsid);
  return known === undefined || known.name === name;
}

function unknown(text: string): { place: null; unknown: string } {
  return { place: null, unknown: text };
}
