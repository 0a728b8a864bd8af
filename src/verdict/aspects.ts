import type { Sighting } from './observation.ts';
import type { Origins } from './origins.ts';
import { NOT_SERVICE, partyAddress } from './party-address.ts';
import { type Encapsulation, includes, type Seen, ttlSteps } from './signature.ts';

/** What a packet has of something that a signature asks for, and should have; null: not known. */
export interface Aspect {
  readonly code: 'direction' | 'ttl' | 'addresses' | 'encapsulation' | 'source-mac';
  readonly has: string | null;
  readonly should: string | null;
}

/** @param mac of the device that the look names; null where that is not known */
export function aspectsOf(s: Sighting, look: Seen, origin: Origins, mac: string | null): Aspect[] {
  const step = ttlStep(s, origin);
  return [
    { code: 'direction', has: s.direction, should: look.direction },
    { code: 'ttl', has: step, should: oneOf(ttlSteps(look.ttl).map(steps), step) },
    {
      code: 'addresses',
      has: `${s.source} > ${s.destination}`,
      should: addresses(s, look, origin),
    },
    {
      code: 'encapsulation',
      has: carried(told(s.encapsulation, look), look.encapsulation),
      should: carried(look.encapsulation ?? []),
    },
    // a file taken by someone else may not say whose MAC address is whose
    ...(look.sourceMac && mac
      ? [{ code: 'source-mac' as const, has: s.sourceMac, should: mac }]
      : []),
  ];
}

/**
 * The sightings of a leg at a tap, parted by its looks: each is taken for the one that it is most
 * like, of those that its probe may have. Where it is as much like several, as one of unknown
 * direction may be, it is taken for what the other sightings of its probe leave over.
 */
export function partedByLook(
  sightings: readonly Sighting[],
  looks: readonly Seen[],
  origin: Origins,
): Sighting[][] {
  if (looks.length === 1) return [[...sightings]];
  const likely = sightings.map((s) => ({ s, among: likeliest(s, looks, origin) }));
  const places = new Map<Sighting, number>();
  const taken = new Map<number | null, number[]>();
  for (const { s, among } of likely.toSorted((a, b) => a.among.length - b.among.length)) {
    const ofProbe = taken.get(s.probe) ?? looks.map(() => 0);
    const place = among.reduce((best, i) => (ofProbe[i]! < ofProbe[best]! ? i : best));
    places.set(s, place);
    taken.set(s.probe, ofProbe.with(place, ofProbe[place]! + 1));
  }
  return looks.map((_, look) => sightings.filter((s) => places.get(s) === look));
}

/** The looks that it is most like. */
function likeliest(s: Sighting, looks: readonly Seen[], origin: Origins): number[] {
  const likeness = (look: Seen) =>
    aspectsOf(s, look, origin, null).filter((a) => a.has === a.should).length;
  const places = [...looks.keys()];
  const possible = places.filter((i) => s.probe !== null && includes(looks[i]!.which, s.probe));
  const among = possible.length > 0 ? possible : places;
  const most = Math.max(...among.map((i) => likeness(looks[i]!)));
  return among.filter((i) => likeness(looks[i]!) === most);
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

function addresses(s: Sighting, look: Seen, origin: Origins): string | null {
  if (look.addresses) {
    const { source, destination } = look.addresses;
    const ends = [source, destination].map((party) => partyAddress(party, s.probe, origin));
    // nobody answered, yet the service's own address is certainly not that of who should have
    if (ends[1] === null && destination === 'to' && s.destination === origin.service) {
      ends[1] = NOT_SERVICE;
    }
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
