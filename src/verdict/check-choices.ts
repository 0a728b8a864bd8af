import type { Check } from './check.ts';
import { steps } from './check-aspects.ts';
import { LEGS, type Leg } from './join-key.ts';
import type { Observation } from './observation.ts';
import type { Origins } from './origins.ts';
import type { Signature, TtlChoice } from './signature.ts';

interface Chosen {
  readonly tap: string;
  readonly leg: Leg;
  readonly step: number;
}

/** Where a signature leaves a choice of TTL steps, the same one must have been taken everywhere. */
export function checkChoices(
  observation: Observation,
  signature: Signature,
  origin: Origins,
): Check[] {
  const uses = Object.entries(signature).flatMap(([tap, legs]) =>
    LEGS.flatMap((leg) => {
      const expectation = legs[leg];
      const isChoice = expectation.which !== 'none' && typeof expectation.ttl !== 'number';
      return isChoice ? [{ tap, leg, choice: expectation.ttl as TtlChoice }] : [];
    }),
  );
  return [...new Set(uses.map((use) => use.choice))].flatMap((choice) => {
    const chosen = uses
      .filter((use) => use.choice === choice)
      .flatMap(({ tap, leg }) => stepsAt(observation, tap, leg, origin));
    const first = chosen[0];
    const other = chosen.find(({ step }) => step !== first?.step);
    if (!first || !other) return [];
    const expected = `${steps(first.step)} as at ${first.tap}`;
    return [
      { code: 'ttl', tap: other.tap, leg: other.leg, ok: false, expected, seen: steps(other.step) },
    ];
  });
}

function stepsAt({ taps }: Observation, tap: string, leg: Leg, origin: Origins): Chosen[] {
  const sightings = taps.find((t) => t.tap === tap)?.sightings ?? [];
  return sightings.flatMap((s) => {
    const sent = s.leg === leg && s.probe !== null ? origin.sent(leg, s.probe) : undefined;
    return sent ? [{ tap, leg, step: s.ttl - sent.ttl }] : [];
  });
}
