import { readFileSync } from 'node:fs';
import { type MonitorEvent, parseMonitorLine } from '../../src/trace/monitor-event.ts';

const FOLDER = new URL('../fixtures/clusters/monitor/', import.meta.url);

export const recorded = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

export const lines = (file: string) => recorded(file).trimEnd().split('\n');

/** The events of a recording. */
export function events(file = 'related-ping.jsonl'): MonitorEvent[] {
  return lines(file).flatMap((line) => {
    const read = parseMonitorLine(line);
    return read.kind === 'event' ? [read.event] : [];
  });
}

/** A recorded echo request on its way to endpoint 564, changed in some fields. */
export function event(
  fields: Partial<MonitorEvent> = {},
  packet: Partial<NonNullable<MonitorEvent['packet']>> = {},
): MonitorEvent {
  const [first] = events();
  return { ...first!, ...fields, packet: { ...first!.packet!, ...packet } };
}
