import type { Leg } from '../verdict/join-key.ts';
import type { MonitorEvent } from './monitor-event.ts';
import { entranceOf, type Path, positionOfPoint } from './path.ts';
import type { EventRow, Placed } from './row.ts';

/** An event of the probe's own, by the role of the node whose agent told it. */
export interface NodeEvent {
  readonly node: string;
  readonly leg: Leg;
  /** From 0; null where it has no number. */
  readonly probe: number | null;
  readonly event: MonitorEvent;
}

const JUST_BEHIND = 0.01;

/**
 * Events of one leg at their places. One that does not tell its place stays behind the one before it of
 * the same agent. Pure.
 * @param endpoints roles of pods by node and endpoint id, `node1/1364`
 */
export function eventRows(
  events: readonly NodeEvent[],
  path: Path,
  endpoints: ReadonlyMap<string, string>,
): Placed<EventRow>[] {
  const rows = new Map<string, Placed<EventRow>>();
  const last = new Map<string, number>();
  for (const { node, event } of events) {
    const known = positionOfPoint(event.point, node, path);
    const position = known ?? (last.get(node) ?? entranceOf(node, path)) + JUST_BEHIND;
    last.set(node, position);
    const row = eventRow(endpoints, node, event);
    const key = JSON.stringify(row);
    const same = rows.get(key);
    rows.set(key, {
      position: same?.position ?? position,
      row: { ...row, times: (same?.row.times ?? 0) + 1 },
    });
  }
  return [...rows.values()];
}

function eventRow(
  endpoints: ReadonlyMap<string, string>,
  node: string,
  event: MonitorEvent,
): EventRow {
  const { type, point, state, reason, device } = event;
  const endpoint = point === 'to-endpoint' ? (event.destination ?? event.source) : event.source;
  const pod = endpoint === null ? null : (endpoints.get(`${node}/${endpoint}`) ?? null);
  const ttl = event.packet?.ttl ?? null;
  return { kind: 'event', type, node, point, endpoint, pod, state, reason, device, ttl, times: 0 };
}
