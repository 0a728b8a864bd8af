/** Two nodes, by their place in the list of a sweep's nodes: who asks, and who is asked; or one, twice. */
export interface Pair {
  readonly from: number;
  readonly to: number;
}

/** In which every node is at most once. */
export type Round = readonly Pair[];
