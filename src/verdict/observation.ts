import type { Direction } from '../packets/frame.ts';
import type { Leg, ProbeKind } from './join-key.ts';
import { Kept } from './kept.ts';
import type { Encapsulation } from './signature.ts';

/** One of the probe's packets at one tap. */
export interface Sighting {
  /** Which probe, from 0; null for packets of its flow that carry no number (a bare TCP ACK). */
  readonly probe: number | null;
  readonly leg: Leg;
  /** Null where the capture does not tell. */
  readonly direction: Direction | null;
  readonly timestampNs: bigint;
  /** Innermost addresses. */
  readonly source: string;
  readonly destination: string;
  /** TTL or hop limit of the innermost header. */
  readonly ttl: number;
  readonly sourceMac: string | null;
  readonly destinationMac: string | null;
  /** Outermost first. */
  readonly encapsulation: readonly Encapsulation[];
}

export interface TapObservation {
  readonly tap: string;
  readonly device: string;
  readonly mac: string | null;
  readonly sightings: readonly Sighting[];
  /** Frames of any kind, by direction. */
  readonly frames: Readonly<Record<Direction, number>>;
  /** Why "not seen" cannot be believed here: not live, drops; null if it can. */
  readonly fault: string | null;
  readonly kernelDrops: number;
  /** The canary's frames seen here: proof that the capture could see, where the probe leaves nothing. */
  readonly canaries: number;
  /** Datagrams that bear an encrypted packet, by direction; without it, nobody looked. */
  readonly sealed?: Readonly<Record<Direction, number>>;
  /** Stamps are comparable between taps with the same one; without it, all are. */
  readonly clock?: string;
}

/**
 * Whose address a probe asks: the answering one's own, or a service's in its place; and whether by a
 * socket that is not connected, where the service's is handed over anew with each datagram.
 */
export type Asked = 'own' | 'service' | 'service by sendto';

/** The captures joined: what every tap saw of every probe. */
export interface Observation {
  readonly probe: {
    readonly kind: ProbeKind;
    /** How many requests were sent. */
    readonly count: number;
    /** How many the sender says were answered; null where nobody says. */
    readonly answered: number | null;
    /** The sender's own words if something went wrong. */
    readonly complaint: string;
    /** Which address was asked; without it, nobody says. */
    readonly asked?: Asked;
    /** The service's address, where one was asked and somebody says so. */
    readonly service?: string;
  };
  /** In the order in which a request passes them. */
  readonly taps: readonly TapObservation[];
}

/** How many packets those are: messages that offloading joined in one frame share its stamp. */
export function packetsIn(sightings: readonly Sighting[]): number {
  return new Set(sightings.map((s) => s.timestampNs)).size;
}

interface LegSightings {
  readonly all: readonly Sighting[];
  readonly byProbe: ReadonlyMap<number | null, readonly Sighting[]>;
}

const NOTHING: LegSightings = { all: [], byProbe: new Map() };
const LEGS_OF = new Kept<TapObservation, Leg, LegSightings>();

/** What a tap saw of one leg. Kept, so that no question has to go through all that it saw again. */
export function ofLeg(tap: TapObservation | undefined, leg: Leg): readonly Sighting[] {
  return legOf(tap, leg).all;
}

/** The same by probe. */
export function byProbe(tap: TapObservation | undefined, leg: Leg): LegSightings['byProbe'] {
  return legOf(tap, leg).byProbe;
}

function legOf(tap: TapObservation | undefined, leg: Leg): LegSightings {
  if (!tap) return NOTHING;
  return LEGS_OF.of(tap, leg, () => {
    const all = tap.sightings.filter((s) => s.leg === leg).sort(byTime);
    return { all, byProbe: groupByProbe(all) };
  });
}

/**
 * Whatever the order in the file: the first of several is taken for the one that was sent. Of equal stamps, as a
 * packet keeps its own on its way through the kernel, what was routed less is the earlier.
 */
function byTime(a: Sighting, b: Sighting): number {
  if (a.timestampNs !== b.timestampNs) return a.timestampNs < b.timestampNs ? -1 : 1;
  if (a.ttl !== b.ttl) return b.ttl - a.ttl;
  const [one, other] = [a, b].map(inWords) as [string, string];
  return one === other ? 0 : one < other ? -1 : 1;
}

function inWords({ timestampNs, ...rest }: Sighting): string {
  return JSON.stringify(rest);
}

export function groupByProbe(sightings: readonly Sighting[]): Map<number | null, Sighting[]> {
  const found = new Map<number | null, Sighting[]>();
  for (const sighting of sightings) {
    const same = found.get(sighting.probe);
    if (same) same.push(sighting);
    else found.set(sighting.probe, [sighting]);
  }
  return found;
}
