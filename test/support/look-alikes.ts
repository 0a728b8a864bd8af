import { findDatapath, twinsOf } from '../../src/datapaths/catalogue.ts';
import { claimOf, familiesOf } from '../../src/datapaths/datapath.ts';
import { type Family, passageOf } from '../../src/datapaths/topology.ts';
import type { Check } from '../../src/verdict/check.ts';

/** All datapaths that captures alone take this one for, itself too, sorted. */
export function looksLike(name: string, family: Family = 4): string[] {
  return twinsOf(name).filter((twin) => familiesOf(findDatapath(twin)).includes(family));
}

/** Those of them that the witnesses take for the same too, sorted. */
export function alikeInAll(name: string, family: Family): string[] {
  const witnesses = (of: string) => JSON.stringify(claimOf(findDatapath(of), family).witnesses);
  return looksLike(name, family).filter((other) => witnesses(other) === witnesses(name));
}

/**
 * Whether nothing is open but what was not captured, what is held against that, and which address was
 * asked: that is in no packet.
 */
export function isAPart(checks: readonly Check[]): boolean {
  const lacksTaps = checks.some(({ code }) => code === 'tap-missing');
  return checks.every(
    ({ ok, code }) =>
      ok === true || (ok === null && (UNSEEN.has(code) || (lacksTaps && RELATIVE.has(code)))),
  );
}

const UNSEEN: ReadonlySet<string> = new Set(['tap-missing', 'asked']);
/** Told by how the packets left their senders. */
const RELATIVE: ReadonlySet<string> = new Set(['ttl', 'addresses', 'copies']);

/** What files alone are taken for: that a service was asked is only in them if something translates on the way. */
export function inFiles(name: string): string {
  const datapath = findDatapath(name);
  const isAsked = passageOf(datapath.topology(4)).service !== undefined;
  const isSeen = JSON.stringify(datapath.signature).includes('"service"');
  return isAsked && !isSeen ? 'cilium/same-node' : name;
}
