import { isDeepStrictEqual } from 'node:util';
import { findDatapath, twinsOf } from '../../src/datapaths/catalogue.ts';
import { claimOf, type Datapath, familiesOf } from '../../src/datapaths/datapath.ts';
import { type Family, passageOf } from '../../src/datapaths/topology.ts';
import type { Check, CheckCode } from '../../src/verdict/check.ts';
import type { WitnessExpectation } from '../../src/verdict/evidence.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { looksOf, type Seen } from '../../src/verdict/signature.ts';
import { tapMac } from './tap-mac.ts';

/** All datapaths that captures alone take this one for, itself too, sorted. */
export function looksLike(name: string, family: Family = 4): string[] {
  return twinsOf(name).filter((twin) => familiesOf(findDatapath(twin)).includes(family));
}

/** Those of them that the witnesses take for the same too, sorted. */
export function alikeInAll(name: string, family: Family): string[] {
  // what only a trace tells nobody is asked without one
  const witnesses = (of: string) =>
    JSON.stringify({ ...claimOf(findDatapath(of), family).witnesses, rescheduled: undefined });
  return looksLike(name, family).filter((other) => witnesses(other) === witnesses(name));
}

/** By what the witnesses tell runs of the first that they are not of the second, as codes of checks. */
export function witnessesThatTell(one: string, other: string, family: Family): CheckCode[] {
  const [a, b] = [one, other].map((name) => claimOf(findDatapath(name), family).witnesses);
  const differ = (key: keyof WitnessExpectation) =>
    JSON.stringify(a![key]) !== JSON.stringify(b![key]);
  // what is not asked for contradicts nothing
  const asked = (key: keyof WitnessExpectation) => b![key] !== undefined && differ(key);
  return [
    ...(differ('programs') ? ['programs' as const] : []),
    ...(differ('conntrack') ? ['conntrack' as const] : []),
    ...(differ('routes') ? ['routes' as const] : []),
    ...(asked('kubeProxy') ? ['kube-proxy' as const] : []),
    ...(asked('drops') ? ['drops' as const] : []),
    ...(asked('unseen') ? ['device-counters' as const] : []),
  ];
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

/**
 * Whether one is all that another is where it is only about some of its taps, of which the others are
 * silent: a service with but one pod behind it, where chance took that of several. Of devices with one
 * MAC address it is all the same by which a frame is said to be addressed.
 */
export function isContained(one: Datapath, other: Datapath): boolean {
  const isSilent = (tap: string) =>
    LEGS.every((leg) => looksOf(other.signature[tap]![leg]).length === 0);
  const lab = other.topology(familiesOf(other)[0]!);
  const addressed = (look: Seen) => {
    const tap = lab.taps.find(({ name }) => name === look.sourceMac);
    return tap ? { ...look, sourceMac: tapMac(lab, tap) } : look;
  };
  const legsOf = ({ signature }: Datapath, tap: string) =>
    LEGS.map((leg) => {
      const looks = looksOf(signature[tap]![leg]);
      return looks.length > 0 ? looks.map(addressed) : signature[tap]![leg];
    });
  return Object.keys({ ...one.signature, ...other.signature }).every((tap) => {
    if (!(tap in one.signature)) return isSilent(tap);
    return tap in other.signature && isDeepStrictEqual(legsOf(one, tap), legsOf(other, tap));
  });
}

/** What files alone are taken for: that a service was asked is only in them if something translates on the way. */
export function inFiles(name: string): string {
  const datapath = findDatapath(name);
  const isAsked = passageOf(datapath.topology(4)).service !== undefined;
  const [isSeen, isTranslated] = ['"service"', '"to"'].map((party) =>
    JSON.stringify(datapath.signature).includes(party),
  );
  // nor is it known of an address that nobody answers under, nor is translated to
  if (isAsked && datapath.answered === 'none' && !isTranslated) return 'cilium/policy-drop';
  return isAsked && !isSeen ? 'cilium/same-node' : name;
}

/**
 * Whether that is what a run of this datapath may be called by its files alone: the canaries are not known any
 * more, so that one may do as well, or better, that has nothing to say of the taps that saw nothing.
 */
export function isNamedInFiles(
  names: readonly string[],
  { name }: Datapath,
  family: Family,
): boolean {
  const told = findDatapath(inFiles(name));
  const alike = looksLike(told.name, family);
  const others = names.filter((one) => !alike.includes(one));
  return (
    (others.length > 0 || alike.every((one) => names.includes(one))) &&
    others.every((one) => isContained(findDatapath(one), told))
  );
}
