/** Where the middle half of some values lies. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  /** A quarter is less, a quarter more. */
  readonly lower: number;
  readonly upper: number;
}

/** Between two values that a quartile falls between it lies in proportion. @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { count: sorted.length, median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
