import type { Direction } from '../packets/frame.ts';
import type { MonitorEvent } from './monitor-event.ts';

/** The probe's packets as one tap saw them. */
export interface TapRow {
  readonly kind: 'tap';
  readonly tap: string;
  /** Where the device is, where that is known: `pod1/lxc` is on node1. */
  readonly place?: string;
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

/** What the kernel told of one of the probe's packets, with the tap that saw the same. */
export interface HopRow {
  readonly kind: 'hop';
  /** Microseconds since the kernel first told of the probe. */
  readonly us: number;
  /** A tracepoint or a function. */
  readonly point: string;
  /** Null, with the device: the packet has none any more. */
  readonly place: string | null;
  readonly device: string | null;
  readonly ifindex: number | null;
  /** Inode number of the network namespace. */
  readonly netns: number | null;
  readonly cpu: number;
  /** The packet's address in the kernel. */
  readonly skb: string;
  readonly length: number;
  /** Of the innermost header; null where the tracer does not tell. */
  readonly ttl: number | null;
  /** Outermost first: `vxlan`. */
  readonly encapsulation: readonly string[];
  /** Why it was freed, as the kernel has it; null where that is not told. */
  readonly reason: string | null;
  /** The function that freed it. */
  readonly in: string | null;
  readonly isDrop: boolean;
  /** What the tap on this device saw of it, on the same clock. */
  readonly tap: { readonly tap: string; readonly direction: Direction; readonly us: number } | null;
}

export type Row = TapRow | EventRow | HopRow;

/** A row with its place on the path. */
export interface Placed<R extends Row> {
  readonly position: number;
  readonly row: R;
}
