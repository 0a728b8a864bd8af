import type { Random } from './random.ts';

/** One reader of what comes from outside, and what must hold of it whatever it is given. */
export interface Target {
  readonly name: string;
  /** What it is given, in a few words. */
  readonly reads: string;
  /** Of all executions, in proportion to the others'. A slow target has few. */
  readonly share: number;
  /** Bytes; inputs are cut to that. */
  readonly longest: number;
  /** Good inputs, of what was recorded or is shipped. */
  seeds(): readonly Uint8Array[];
  /** Throws where something does not hold. What the reader may throw is caught there. */
  run(input: Uint8Array): void | Promise<void>;
  /** A way to spoil an input that knows its form; used beside the common ones. */
  mutate?(input: Uint8Array, random: Random): Uint8Array;
}
