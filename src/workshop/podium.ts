import type { Style } from '../ui/style.ts';

/** Where a lesson is given: a terminal with somebody at its keys, or one that runs by itself. */
export interface Podium {
  readonly style: Style;
  say(text: string): void;
  /**
   * Waits for one of these keys. @returns null where nobody presses any: it goes on by itself
   * @throws LabError E_INTERRUPTED where the lesson is broken off
   */
  ask(prompt: string, keys: readonly string[]): Promise<string | null>;
  /** Time to read, where nobody says when to go on; else until a key is pressed. */
  rest(): Promise<void>;
}
