import type { Check } from './check.ts';
import { summary } from './check-presence.ts';
import type { Leg } from './join-key.ts';
import { byProbe, type Observation, type Sighting, type TapObservation } from './observation.ts';
import type { Origins } from './origins.ts';
import { describe, probesAmong, type Seen } from './signature.ts';

/**
 * Where several taps share the packets of a leg: was each probe at exactly one of them, and was any packet at
 * this one? That cannot be told where another of them was not captured, or badly.
 * @param taken the tap's sightings of this leg that are taken for this look
 * @param unsent probes that did not leave their sender: no tap can be blamed for missing those
 */
export function checkShare(
  tap: TapObservation,
  leg: Leg,
  look: Seen,
  taken: readonly Sighting[],
  { probe: { kind, count }, taps }: Observation,
  origin: Origins,
  unsent: () => ReadonlySet<number>,
): Check {
  const expected = describe(look);
  const answer = (
    code: Check['code'],
    ok: boolean | null,
    seen = summary(taken, count),
  ): Check => ({ code, tap: tap.tap, leg, ok, expected, seen });

  const names = (look.sharedBy ?? []).filter((name) => name !== tap.tap);
  const others = taps.filter((one) => names.includes(one.tap));
  const here = new Set(taken.map((s) => s.probe).filter((probe) => probe !== null));
  const wanted = probesAmong(look.which, count);
  if ([...here].some((probe) => !wanted.includes(probe))) return answer('unexpected', false);
  // what TCP sent again may have gone by another
  const isRepeated = (probe: number) => kind === 'tcp' && origin.copies(leg, probe) > 1;
  for (const other of others) {
    const there = byProbe(other, leg);
    const twice = [...here].filter((probe) => there.has(probe) && !isRepeated(probe));
    if (twice.length === 0) continue;
    return answer('unexpected', false, `${numbers(twice)} of ${count} at ${other.tap} too`);
  }
  if (tap.fault) return answer('capture-fault', null, tap.fault);
  const absent = names.find((name) => !others.some((other) => other.tap === name));
  if (absent) return answer('tap-missing', null, `no ${absent} beside it`);
  const faulty = others.find((other) => other.fault);
  if (faulty) return answer('capture-fault', null, `${faulty.tap}: ${faulty.fault}`);

  const anywhere = [tap, ...others].flatMap((one) => [...byProbe(one, leg).keys()]);
  const missing = wanted.filter((probe) => !anywhere.includes(probe));
  if (missing.some((probe) => !unsent().has(probe))) {
    return answer('missing', false, `${numbers(missing)} of ${count} at none of them`);
  }
  if (missing.length > 0) return answer('not-sent', null);
  // with as many as there are taps, each should have had its turn
  if (taken.length === 0) {
    return wanted.length > names.length ? answer('missing', false) : answer('too-few-probes', null);
  }
  return answer('missing', true);
}

function numbers(probes: readonly number[]): string {
  return probes.map((probe) => `number ${probe + 1}`).join(', ');
}
