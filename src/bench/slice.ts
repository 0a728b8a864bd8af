/** What is measured: by UDP, by TCP requests of one byte and their answers, by one TCP stream. */
export const MEASURES = ['udp', 'rr', 'stream'] as const;

export type Measure = (typeof MEASURES)[number];

/** What one slice of traffic came to, as native/load.c tells it. */
export type Slice = UdpSlice | RrSlice | StreamSlice;

export interface UdpSlice {
  readonly measure: 'udp';
  /** Packets that were received. */
  readonly packets: number;
  readonly ns: number;
  /** Packets that were sent and never received. */
  readonly lost: number;
  /** What a burst of 32 took: the median, in nanoseconds. */
  readonly medianNs: number;
}

export interface RrSlice {
  readonly measure: 'rr';
  readonly transactions: number;
  readonly ns: number;
  /** What a transaction took: the median, in nanoseconds. */
  readonly medianNs: number;
}

export interface StreamSlice {
  readonly measure: 'stream';
  readonly bytes: number;
  readonly ns: number;
}

/** A slice, and the number of the lab that it was in. */
export interface PlacedSlice {
  readonly place: number;
  readonly slice: Slice;
}

/** What a measure is called on the command line of native/load.c, and in its answers. */
export const LETTERS = { udp: 'u', rr: 'r', stream: 's' } as const satisfies Record<
  Measure,
  string
>;

/** @returns null for a line that is none of its answers */
export function parseSlice(line: string): PlacedSlice | null {
  const [letter, ...words] = line.split(' ');
  if (words.length < 3 || !words.every((word) => /^\d+$/.test(word))) return null;
  const [place = 0, amount = 0, ns = 0, third = 0, fourth = 0] = words.map(Number);
  const shape = `${letter}${words.length}`;
  if (shape === 'u5') {
    const slice = { measure: 'udp', packets: amount, ns, lost: third, medianNs: fourth } as const;
    return { place, slice };
  }
  if (shape === 'r4') {
    return { place, slice: { measure: 'rr', transactions: amount, ns, medianNs: third } };
  }
  if (shape === 's3') return { place, slice: { measure: 'stream', bytes: amount, ns } };
  return null;
}
