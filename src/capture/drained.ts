import type { Frame } from '../packets/frame.ts';

/** What a capture has of a network namespace. */
export interface Drained {
  readonly frames: readonly Frame[];
  /** Why "not seen" cannot be believed; null if it can. */
  readonly fault: string | null;
  readonly kernelDrops: number;
}
