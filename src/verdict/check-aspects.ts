import type { Check, CheckCode } from './check.ts';
import type { Leg } from './join-key.ts';
import { byProbe, type Observation, type Sighting, type TapObservation } from './observation.ts';
import type { Origins } from './origins.ts';
import { partyAddress } from './party-address.ts';
import { type Encapsulation, includes, type Seen, ttlSteps } from './signature.ts';

/** What each packet that was rightly seen must look like. */
export function checkAspects(
  tap: TapObservation,
  leg: Leg,
  expectation: Seen,
  observation: Observation,
  origin: Origins,
): Check[] {
  const sightings = tap.sightings.filter(
    (s) => s.leg === leg && s.probe !== null && includes(expectation.which, s.probe),
  );
  const mac = observation.taps.find((t) => t.tap === expectation.sourceMac)?.mac ?? null;
  const once = observation.probe.kind !== 'tcp';
  const here = byProbe(tap, leg);
  const copiesHere = (s: Sighting) => here.get(s.probe)?.length ?? 0;
  /** One check: what each sighting has, against what it should have. */
  const check = (
    code: CheckCode,
    has: (s: Sighting) => string | null,
    should: (s: Sighting) => string | null,
  ): Check => {
    const answers = sightings.map((s) => ({ has: has(s), should: should(s) }));
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

  return [
    check(
      'direction',
      (s) => s.direction,
      () => expectation.direction,
    ),
    check(
      'ttl',
      (s) => ttlStep(s, origin),
      (s) => oneOf(ttlSteps(expectation.ttl).map(steps), ttlStep(s, origin)),
    ),
    check(
      'addresses',
      (s) => `${s.source} > ${s.destination}`,
      (s) => addresses(s, expectation, origin),
    ),
    check(
      'encapsulation',
      (s) => carried(told(s.encapsulation, expectation), expectation.encapsulation),
      () => carried(expectation.encapsulation ?? []),
    ),
    check(
      'copies',
      (s) => times(copiesHere(s)),
      (s) => (once ? times(1) : sentTimes(origin.copies(leg, s.probe!), copiesHere(s))),
    ),
    // a file taken by someone else may not say whose MAC address is whose
    ...(expectation.sourceMac && mac
      ? [
          check(
            'source-mac',
            (s) => s.sourceMac,
            () => mac,
          ),
        ]
      : []),
  ];
}

function ttlStep(s: Sighting, origin: Origins): string | null {
  const sent = origin.sent(s.leg, s.probe);
  return sent ? steps(s.ttl - sent.ttl) : null;
}

/** The one that was seen, if it will do; else all that would. */
function oneOf(allowed: readonly string[], seen: string | null): string {
  return allowed.find((one) => one === seen) ?? allowed.join(' or ');
}

export function steps(n: number): string {
  return n === 0 ? 'TTL as sent' : `TTL ${n > 0 ? '+' : ''}${n}`;
}

function addresses(s: Sighting, expectation: Seen, origin: Origins): string | null {
  if (expectation.addresses) {
    const { source, destination } = expectation.addresses;
    const ends = [source, destination].map((party) => partyAddress(party, s.probe, origin));
    return ends.includes(null) ? null : ends.join(' > ');
  }
  const sent = origin.sent(s.leg, s.probe);
  return sent ? `${sent.source} > ${sent.destination}` : null;
}

/** A tag says in which network a packet is, and not that it is carried by another: where none is asked for, any will do. */
function told(encapsulation: readonly Encapsulation[], { encapsulation: asked = [] }: Seen) {
  const isTag = ({ kind }: Encapsulation) => kind === 'vlan';
  return asked.some(isTag) ? encapsulation : encapsulation.filter((e) => !isTag(e));
}

/** @param asked what is asked for: where that is any network identifier, none is told */
function carried(
  encapsulation: readonly Encapsulation[],
  asked: readonly Encapsulation[] = encapsulation,
): string {
  if (encapsulation.length === 0) return 'plain';
  return encapsulation
    .map(({ kind, vni }, i) => (vni === null || asked[i]?.vni === null ? kind : `${kind} ${vni}`))
    .join(' in ');
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

/** A copy that TCP sent again may have been lost before this tap: then nothing is known. */
function sentTimes(sent: number, here: number): string | null {
  return sent === 0 || here < sent ? null : times(sent);
}

function distinct(values: readonly (string | null)[]): string {
  return [...new Set(values.map((v) => v ?? 'unknown'))].join(', ');
}
