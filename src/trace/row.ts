import type { Direction } from '../packets/frame.ts';
import type { MonitorEvent } from './monitor-event.ts';

/** The probe's packets as one tap saw them. */
export interface TapRow {
  readonly kind: 'tap';
  readonly tap: string;
  readonly device: string;
  /** How many, all alike; 0: none were seen. */
  readonly times: number;
  readonly direction: Direction | null;
  readonly ttl: number | null;
  /** Outermost first: `vxlan`. */
  readonly encapsulation: readonly string[];
  /** Microseconds since the probe was first seen by a tap with the same clock. */
  readonly us: number | null;
  /** Why "not seen" cannot be believed. */
  readonly fault: string | null;
}

/** What an agent said of the probe's packets at one point of its programs. */
export interface EventRow {
  readonly kind: 'event';
  readonly type: MonitorEvent['type'];
  /** Its role: `node1`. */
  readonly node: string;
  readonly point: string;
  readonly endpoint: number | null;
  /** The pod that the endpoint is, by its role. */
  readonly pod: string | null;
  readonly state: string | null;
  readonly reason: string | null;
  readonly device: string | null;
  readonly ttl: number | null;
  readonly times: number;
}

export type Row = TapRow | EventRow;

/** A row with its place on the path. */
export interface Placed<R extends Row> {
  readonly position: number;
  readonly row: R;
}
