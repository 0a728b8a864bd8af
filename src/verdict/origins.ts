import type { Leg } from './join-key.ts';
import { byProbe, type Observation, type Sighting } from './observation.ts';
import { once } from './once.ts';
import { looksOf, probesAmong, type Seen, type Signature } from './signature.ts';
import { startOf } from './way.ts';

/** Where each leg starts, and its packets as they left there. */
export interface Origins {
  /** The packet of this probe as its sender sent it, or undefined if that was not captured. */
  sent(leg: Leg, probe: number | null): Sighting | undefined;
  /** Of so many probes those whose request was not captured at its sender, where captures ran. */
  unsent(count: number): number[];
  /** How often the sender sent it (TCP may have to repeat itself). */
  copies(leg: Leg, probe: number): number;
  /** The address of the service that was asked; null if none was, undefined if nobody says. */
  readonly service: string | null | undefined;
}

/** A leg starts at the first stop of its way: requests at the first tap that sees them, replies at the last. */
export function origins(observation: Observation, signature: Signature): Origins {
  const sending = (leg: Leg) => {
    const start = startOf(signature, leg);
    const tap = observation.taps.find((t) => t.tap === start?.tap);
    const again = start !== undefined && looksOf(signature[start.tap]![leg]).length > 1;
    const sightings = byProbe(tap, leg);
    const sent = (probe: number | null): readonly Sighting[] => {
      const there = sightings.get(probe) ?? [];
      return again ? leaving(there, start.seen!) : there;
    };
    return { tap, sent };
  };
  const of = { request: once(() => sending('request')), reply: once(() => sending('reply')) };
  return {
    sent: (leg, probe) => of[leg]().sent(probe)[0],
    unsent: (count) => {
      const { tap, sent } = of.request();
      if (!tap) return [];
      return probesAmong('all', count).filter((probe) => sent(probe).length === 0);
    },
    copies: (leg, probe) => of[leg]().sent(probe).length,
    service: observation.probe.asked === 'own' ? null : observation.probe.service,
  };
}

/** Where packets come by their sender again, those that leave it: by direction, for nothing else is known yet. */
function leaving(sightings: readonly Sighting[], { direction }: Seen): readonly Sighting[] {
  const sent = sightings.filter((s) => s.direction === direction);
  return sent.length > 0 ? sent : sightings.filter((s) => s.direction === null);
}
