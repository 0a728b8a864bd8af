/** What the page's player shows of one probe: written into the page, read by `page/player.ts`. */
export interface PlayedTrip {
  readonly probe: number;
  readonly steps: readonly PlayedStep[];
}

export interface PlayedStep {
  readonly leg: 'request' | 'reply';
  /** SVG path of the way here, from the step before; a point for the first. */
  readonly path: string;
  /** The lamp that lights up: `COLUMN-RUNG`. */
  readonly lamp: string;
  /** Lamps that it passes unseen. */
  readonly dark: readonly string[];
  readonly text: string;
  readonly detail: string;
  readonly unseen: readonly string[];
}
