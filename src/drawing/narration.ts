import type { Sighting } from '../verdict/observation.ts';
import type { Encapsulation } from '../verdict/signature.ts';
import type { Ladder, Rung } from './ladder.ts';
import { passedUnseen, type Trip, type TripStep } from './trip.ts';

/** What a drawing's step is told by. */
export interface Told {
  /** `The request goes out of pod1 by eth0.` */
  readonly text: string;
  /** What changed since the step before: `TTL 63; 3.1 µs later`. */
  readonly detail: string;
  /** Taps that it passed unseen on its way here, each with why. */
  readonly unseen: readonly string[];
}

/** What a drawing knows of taps beside where they are. */
export interface TapNotes {
  why(tap: string): string;
  programs(tap: string): readonly string[];
}

/** Every step of a trip in a sentence. */
export function narrate(ladder: Ladder, trip: Trip, notes: TapNotes): Told[] {
  return trip.steps.map((step, i) => {
    const before = trip.steps[i - 1];
    const sameLeg = before?.sighting.leg === step.sighting.leg ? before : undefined;
    return {
      text: sentence(ladder, step, sameLeg, notes),
      detail: changes(sameLeg?.sighting, step.sighting, before?.sighting),
      unseen: passedUnseen(trip, i).map((number) => {
        const { tap, device, room } = ladder.rungs[number]!;
        const why = notes.why(tap);
        return `${device} in ${room} sees nothing of it${why ? `: ${why}` : ''}`;
      }),
    };
  });
}

function sentence(
  { rungs }: Ladder,
  { rung: at, direction, sighting }: TripStep,
  before: TripStep | undefined,
  notes: TapNotes,
): string {
  const { device, room } = rungs[at]!;
  const subject = `The ${sighting.leg}`;
  const by = before && handedOnBy(rungs[before.rung]!, before, notes);
  const handed = by ? `${by} hands it on: ` : '';
  const name = handed ? `the ${sighting.leg}` : subject;
  if (direction === 'out') return `${handed}${name} goes out of ${room} by ${device}.`;
  if (direction === 'in') return `${handed}${name} comes into ${room} by ${device}.`;
  return `${handed}${name} passes ${device} in ${room}.`;
}

/** The program that took it where it came in; hooks are there for what comes in. */
function handedOnBy(rung: Rung, { direction }: TripStep, notes: TapNotes): string | null {
  if (direction !== 'in') return null;
  const [program] = notes.programs(rung.tap);
  return program ? `${program.split(' on ')[0]} at ${rung.device}` : null;
}

function changes(
  before: Sighting | undefined,
  now: Sighting,
  earlier: Sighting | undefined,
): string {
  const parts: string[] = [];
  if (!before) parts.push(`from ${now.source} to ${now.destination}`, `TTL ${now.ttl}`);
  else {
    if (now.source !== before.source) parts.push(`now from ${now.source}`);
    if (now.destination !== before.destination) parts.push(`now to ${now.destination}`);
    if (now.ttl !== before.ttl) parts.push(`TTL ${now.ttl}, was ${before.ttl}`);
    const wrapped = wrapping(before.encapsulation, now.encapsulation);
    if (wrapped) parts.push(wrapped);
  }
  if (earlier) parts.push(later(now.timestampNs - earlier.timestampNs));
  return parts.join('; ');
}

function wrapping(before: readonly Encapsulation[], now: readonly Encapsulation[]): string | null {
  const [was, is] = [before, now].map((all) => all.map(inWords).join(' in '));
  if (was === is) return null;
  return is ? `wrapped in ${is}` : `out of its ${was}`;
}

function inWords({ kind, vni }: Encapsulation): string {
  const name = kind === 'ipip' ? 'IP' : kind.toUpperCase();
  return vni === null ? name : `${name} ${vni}`;
}

/** A stamp that is the same is a fact: a packet that is handed over keeps it. */
function later(ns: bigint): string {
  if (ns === 0n) return 'with the same stamp';
  return ns < 0n ? `stamped ${micros(-ns)} µs before` : `${micros(ns)} µs later`;
}

/** `3.1`, of nanoseconds. */
export function micros(ns: bigint): string {
  return (Number(ns) / 1000).toFixed(1);
}
