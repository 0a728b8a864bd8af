import { type Aspect, aspectsOf } from './aspects.ts';
import type { Check } from './check.ts';
import type { Leg } from './join-key.ts';
import {
  groupByProbe,
  type Observation,
  type Sighting,
  type TapObservation,
} from './observation.ts';
import type { Origins } from './origins.ts';
import { includes, type Seen } from './signature.ts';

const BEFORE_COPIES = ['direction', 'ttl', 'addresses', 'encapsulation'] as const;

/**
 * What each packet that was rightly seen must look like.
 * @param taken the tap's sightings of this leg that are taken for this look
 */
export function checkAspects(
  tap: TapObservation,
  leg: Leg,
  look: Seen,
  taken: readonly Sighting[],
  observation: Observation,
  origin: Origins,
): Check[] {
  const sightings = taken.filter((s) => s.probe !== null && includes(look.which, s.probe));
  if (sightings.length === 0) return [];
  const mac = observation.taps.find((t) => t.tap === look.sourceMac)?.mac ?? null;
  const once = observation.probe.kind !== 'tcp';
  const here = groupByProbe(taken);
  const copiesHere = (s: Sighting) => here.get(s.probe)!.length;
  const aspects = sightings.map((s) => aspectsOf(s, look, origin, mac));
  /** One check: what each sighting has, against what it should have. */
  const check = (code: Check['code'], answers: readonly Omit<Aspect, 'code'>[]): Check => {
    const known = answers.filter((a) => a.has !== null && a.should !== null);
    const wrong = known.filter((a) => a.has !== a.should);
    const shown = wrong.length > 0 ? wrong : answers;
    return {
      code,
      tap: tap.tap,
      leg,
      ok: wrong.length > 0 ? false : known.length === sightings.length ? true : null,
      expected: distinct(shown.map((a) => a.should)),
      seen: distinct(shown.map((a) => a.has)),
    };
  };
  const of = (code: Aspect['code']) =>
    check(
      code,
      aspects.map((all) => all.find((a) => a.code === code)!),
    );
  const copies = sightings.map((s) => ({
    has: times(copiesHere(s)),
    should: once ? times(1) : sentTimes(origin.copies(leg, s.probe!), copiesHere(s)),
  }));

  return [
    ...BEFORE_COPIES.map(of),
    check('copies', copies),
    ...(look.sourceMac && mac ? [of('source-mac')] : []),
  ];
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

/** A copy that TCP sent again may have been lost before this tap: then nothing is known. */
function sentTimes(sent: number, here: number): string | null {
  return sent === 0 || here < sent ? null : times(sent);
}

function distinct(values: readonly (string | null)[]): string {
  return [...new Set(values)].map((value) => value ?? 'unknown').join(', ');
}
