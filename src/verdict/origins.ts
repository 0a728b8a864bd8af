import type { Leg } from './join-key.ts';
import { byProbe, type Observation, type Sighting } from './observation.ts';
import type { Signature } from './signature.ts';

/** Where each leg starts, and its packets as they left there. */
export interface Origins {
  /** The packet of this probe as its sender sent it, or undefined if that was not captured. */
  sent(leg: Leg, probe: number | null): Sighting | undefined;
  /** Of so many probes those whose request was not captured at its sender, where captures ran. */
  unsent(count: number): number[];
  /** How often the sender sent it (TCP may have to repeat itself). */
  copies(leg: Leg, probe: number): number;
}

/** The tap where requests start, a signature's first that sees them; and replies, the last that does. */
export function senders(signature: Signature): Readonly<Record<Leg, string | undefined>> {
  const names = Object.keys(signature);
  const sees = (leg: Leg) => (name: string) => signature[name]![leg].which !== 'none';
  return {
    request: names.find(sees('request')) ?? names[0],
    reply: names.findLast(sees('reply')) ?? names.at(-1),
  };
}

export function origins(observation: Observation, signature: Signature): Origins {
  const from = senders(signature);
  const sender = (name: string | undefined) => observation.taps.find((t) => t.tap === name);
  const asking = sender(from.request);
  const sightings = {
    request: byProbe(asking, 'request'),
    reply: byProbe(sender(from.reply), 'reply'),
  };
  return {
    sent: (leg, probe) => sightings[leg].get(probe)?.[0],
    unsent: (count) => {
      if (!asking) return [];
      const probes = Array.from({ length: count }, (_, i) => i);
      return probes.filter((probe) => !sightings.request.has(probe));
    },
    copies: (leg, probe) => sightings[leg].get(probe)?.length ?? 0,
  };
}
