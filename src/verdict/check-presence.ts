import type { Check } from './check.ts';
import type { Leg } from './join-key.ts';
import type { Sighting, TapObservation } from './observation.ts';
import { describe, none, probesAmong, type Seen } from './signature.ts';

/**
 * Did the tap see the probes that it must see, and no others? "Not seen" is believed only of a
 * capture without fault that has shown that it can see: by the other leg, or by a canary.
 * @param look what must be seen; null: nothing
 * @param ofLeg the tap's sightings of this leg, or those that are taken for this look
 * @param unsent probes that did not leave their sender: no tap can be blamed for missing those
 */
export function checkPresence(
  tap: TapObservation,
  leg: Leg,
  look: Seen | null,
  ofLeg: readonly Sighting[],
  count: number,
  unsent: () => ReadonlySet<number>,
): Check {
  const { which } = look ?? none;
  const seenProbes = new Set(ofLeg.map((s) => s.probe));
  const wanted = probesAmong(which, count);
  const missing = wanted.filter((i) => !seenProbes.has(i));
  const unexpected = ofLeg.filter((s) =>
    s.probe === null ? which === 'none' : !wanted.includes(s.probe),
  );
  const answer = (
    code: Check['code'],
    ok: boolean | null,
    seen = summary(ofLeg, count),
  ): Check => ({
    code,
    tap: tap.tap,
    leg,
    ok,
    expected: describe(look ?? none),
    seen,
  });

  if (unexpected.length > 0) return answer('unexpected', false);
  if (tap.fault) return answer('capture-fault', null, tap.fault);
  if (which === 'none') {
    const control = tap.sightings.length > 0 || tap.canaries > 0;
    return answer('unproven-absence', control ? true : null, control ? 'none' : 'nothing at all');
  }
  if (wanted.length === 0) return answer('too-few-probes', null);
  if (missing.some((i) => !unsent().has(i))) return answer('missing', false);
  if (missing.length > 0) return answer('not-sent', null);
  return answer('missing', true);
}

/** `none`, `3 of 3 out`, `2 of 3 in` */
export function summary(sightings: readonly Sighting[], count: number): string {
  const probes = new Set(sightings.map((s) => s.probe).filter((p) => p !== null));
  const directions = [...new Set(sightings.map((s) => s.direction ?? '?'))].sort().join('+');
  if (sightings.length === 0) return 'none';
  return probes.size > 0
    ? `${probes.size} of ${count} ${directions}`
    : `packets of its flow, ${directions}`;
}
