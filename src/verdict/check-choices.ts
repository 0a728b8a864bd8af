import { partedByLook, steps } from './aspects.ts';
import type { Check } from './check.ts';

import { LEGS, type Leg } from './join-key.ts';
import { type Observation, ofLeg } from './observation.ts';
import type { Origins } from './origins.ts';
import { looksOf, type Seen, type Signature } from './signature.ts';

interface Chosen {
  readonly tap: string;
  readonly leg: Leg;
  readonly step: number;
}

interface Use {
  readonly tap: string;
  readonly leg: Leg;
  readonly looks: readonly Seen[];
  /** Which of them has the choice. */
  readonly look: number;
}

/** Where a signature leaves a choice of TTL steps, the same one must have been taken everywhere. */
export function checkChoices(
  observation: Observation,
  signature: Signature,
  origin: Origins,
): Check[] {
  const uses = Object.entries(signature).flatMap(([tap, legs]) =>
    LEGS.flatMap((leg) => {
      const looks = looksOf(legs[leg]);
      return looks.flatMap(({ ttl }, look) =>
        typeof ttl === 'number' ? [] : [{ tap, leg, looks, look, choice: ttl }],
      );
    }),
  );
  return [...new Set(uses.map((use) => use.choice))].flatMap((choice) => {
    const chosen = uses
      .filter((use) => use.choice === choice)
      .flatMap((use) => stepsAt(observation, use, origin));
    const first = chosen[0];
    const other = chosen.find(({ step }) => step !== first?.step);
    if (!first || !other) return [];
    const expected = `${steps(first.step)} as at ${first.tap}`;
    return [
      { code: 'ttl', tap: other.tap, leg: other.leg, ok: false, expected, seen: steps(other.step) },
    ];
  });
}

function stepsAt({ taps }: Observation, { tap, leg, looks, look }: Use, origin: Origins): Chosen[] {
  const at = taps.find((t) => t.tap === tap);
  return partedByLook(ofLeg(at, leg), looks, origin)[look]!.flatMap((s) => {
    const sent = s.probe === null ? undefined : origin.sent(leg, s.probe);
    return sent ? [{ tap, leg, step: s.ttl - sent.ttl }] : [];
  });
}
