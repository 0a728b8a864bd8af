import { LEGS, type Leg } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import { eventRows, type NodeEvent } from './event-rows.ts';
import { type End, pathOf } from './path.ts';
import type { Row } from './row.ts';
import { tapRows } from './tap-rows.ts';

/** One leg of one probe, in the order of its path. */
export interface LegLine {
  readonly leg: Leg;
  /** From 1; null: of all probes together, as the events have no numbers. */
  readonly probe: number | null;
  readonly rows: readonly Row[];
}

export interface TimeLineFacts {
  readonly observation: Observation;
  /** In the order in which each agent told them. */
  readonly events: readonly NodeEvent[];
  readonly client: End;
  readonly server: End;
  /** Roles of pods by node and endpoint id, `node1/1364`. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Which clock stamps a tap's packets. */
  readonly clockOf: (tap: string) => string;
}

/** Taps and agents lined up along the path, leg by leg. Pure. */
export function timeLine(facts: TimeLineFacts): LegLine[] {
  const { count } = facts.observation.probe;
  if (count === 1) return LEGS.map((leg) => ({ leg, probe: 1, rows: rowsOf(facts, leg, null) }));
  const numbered = facts.events.every((event) => event.probe !== null);
  const probes = numbered ? Array.from({ length: count }, (_, i) => i) : [null];
  return probes.flatMap((probe) =>
    LEGS.map((leg) => ({
      leg,
      probe: probe === null ? null : probe + 1,
      rows: rowsOf(facts, leg, probe),
    })),
  );
}

/** @param probe from 0; null for all */
function rowsOf(facts: TimeLineFacts, leg: Leg, probe: number | null): Row[] {
  const { observation, events, client, server, endpoints, clockOf } = facts;
  const taps = observation.taps.map((tap) => tap.tap);
  const path = pathOf(leg, taps, client, server);
  const isOurs = (of: { readonly probe: number | null }) => probe === null || of.probe === probe;
  const own = events.filter((event) => event.leg === leg && isOurs(event));
  return [
    ...tapRows(observation, leg, path, { isOurs, clockOf }),
    ...eventRows(own, path, endpoints),
  ]
    .sort((a, b) => a.position - b.position)
    .map(({ row }) => row);
}
