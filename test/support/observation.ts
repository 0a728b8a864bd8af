import { type Claim, judge, type Verdict } from '../../src/verdict/judge.ts';
import type { Observation, Sighting, TapObservation } from '../../src/verdict/observation.ts';
import type { Signature } from '../../src/verdict/signature.ts';

/** A packet of probe 0, going out as it was sent by 10.0.0.1; a reply has its addresses turned round. */
export function sighting(fields: Partial<Sighting> = {}): Sighting {
  const reply = fields.leg === 'reply';
  return {
    probe: 0,
    leg: 'request',
    direction: 'out',
    timestampNs: 0n,
    source: reply ? '10.0.0.2' : '10.0.0.1',
    destination: reply ? '10.0.0.1' : '10.0.0.2',
    ttl: 64,
    sourceMac: null,
    destinationMac: null,
    encapsulation: [],
    ...fields,
  };
}

/** Sightings of all these probes (from 0), alike but for the number. */
export function sightings(probes: readonly number[], fields: Partial<Sighting> = {}): Sighting[] {
  return probes.map((probe) => sighting({ ...fields, probe }));
}

export function tapObservation(
  tap: string,
  seen: readonly Sighting[],
  fields: Partial<TapObservation> = {},
): TapObservation {
  const going = (direction: Sighting['direction']) =>
    seen.filter((s) => s.direction === direction).length;
  return {
    tap,
    device: tap,
    mac: null,
    sightings: seen,
    frames: { in: going('in'), out: going('out') },
    fault: null,
    kernelDrops: 0,
    canaries: 0,
    ...fields,
  };
}

export function observation(
  taps: readonly TapObservation[],
  count = 3,
  probe: Partial<Observation['probe']> = {},
): Observation {
  return { probe: { kind: 'ping', count, answered: null, complaint: '', ...probe }, taps };
}

/** The word of a signature alone, no witness asked. */
export function judgeBy(signature: Signature, seen: Observation): Verdict {
  const claim: Claim = { signature, witnesses: { programs: [], conntrack: 'untracked' } };
  return judge(seen, null, claim);
}
