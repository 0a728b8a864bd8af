import type { Layer } from './layers/layer.ts';

export type { Layer } from './layers/layer.ts';

/** Why decoding stopped: the bytes of `protocol` contradict themselves. */
export interface Malformed {
  readonly protocol: string;
  readonly reason: string;
}

/** A frame taken apart, as far as it can be. */
export interface Packet {
  /** Outermost first; encapsulation gives several ipv4, ipv6 or ethernet layers. */
  readonly layers: readonly Layer[];
  /** What the innermost decoded layer carries, as far as captured; a view into the frame. */
  readonly payload: Uint8Array;
  /** The capture (snaplen) ended before the packet did. */
  readonly cut: boolean;
  /** Set where the bytes contradict themselves: decoding stopped there; `layers` stand. */
  readonly malformed: Malformed | null;
}
