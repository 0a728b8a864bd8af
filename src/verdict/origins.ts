import type { Leg } from './join-key.ts';
import type { Observation, Sighting } from './observation.ts';
import type { Signature } from './signature.ts';

/** Where each leg starts, and its packets as they left there. */
export interface Origins {
  readonly tap: Readonly<Record<Leg, string | undefined>>;
  /** The packet of this probe as its sender sent it, or undefined if that was not captured. */
  sent(leg: Leg, probe: number | null): Sighting | undefined;
  /** Of so many probes those whose request was not captured at its sender, where captures ran. */
  unsent(count: number): number[];
  /** How often the sender sent it (TCP may have to repeat itself). */
  copies(leg: Leg, probe: number): number;
}

/** A signature's first tap is where requests start, its last where replies do. */
export function origins(observation: Observation, signature: Signature): Origins {
  const names = Object.keys(signature);
  const tap = { request: names[0], reply: names.at(-1) };
  const at = (leg: Leg, probe: number | null) =>
    observation.taps
      .find((t) => t.tap === tap[leg])
      ?.sightings.filter((s) => s.leg === leg && s.probe === probe) ?? [];
  return {
    tap,
    sent: (leg, probe) => at(leg, probe)[0],
    unsent: (count) => {
      if (!observation.taps.some((t) => t.tap === tap.request)) return [];
      const probes = Array.from({ length: count }, (_, i) => i);
      return probes.filter((probe) => at('request', probe).length === 0);
    },
    copies: (leg, probe) => at(leg, probe).length,
  };
}
