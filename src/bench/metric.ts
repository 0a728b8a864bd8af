import type { Measure, Slice } from './slice.ts';

export const METRICS = ['udp-time', 'rr-latency', 'rr-rate', 'stream-rate'] as const;

export type MetricName = (typeof METRICS)[number];

/** A figure that is made of a slice. */
export interface Metric {
  readonly name: MetricName;
  readonly measure: Measure;
  /** As a heading. */
  readonly title: string;
  readonly unit: 'ns' | 'µs' | '/s' | 'Gbit/s';
  /** Which of two is the faster datapath. */
  readonly better: 'less' | 'more';
  /** What exactly it is, in a sentence. */
  readonly meaning: string;
}

/** native/load.c sends so many UDP packets before it looks for them. */
const BURST = 32;

export const METRIC: { readonly [N in MetricName]: Metric & { readonly name: N } } = {
  'udp-time': {
    ...{ name: 'udp-time', measure: 'udp', unit: 'ns', better: 'less' },
    title: 'UDP, 64 bytes: time of a packet',
    meaning:
      'from the call that sends to the call that receives, by one thread on one CPU: of bursts of 32 the median, by 32',
  },
  'rr-latency': {
    ...{ name: 'rr-latency', measure: 'rr', unit: 'µs', better: 'less' },
    title: 'TCP_RR, 1 byte: latency',
    meaning:
      'one byte there and one back between two threads on one CPU: the median of a transaction',
  },
  'rr-rate': {
    ...{ name: 'rr-rate', measure: 'rr', unit: '/s', better: 'more' },
    title: 'TCP_RR, 1 byte: rate',
    meaning: 'transactions of the whole slice, by its time',
  },
  'stream-rate': {
    ...{ name: 'stream-rate', measure: 'stream', unit: 'Gbit/s', better: 'more' },
    title: 'TCP, one stream: throughput',
    meaning: 'bytes that were received, from one CPU to another, by the time until the last was',
  },
};

/** Those that these measures give, in their order. */
export function metricsOf(measures: readonly Measure[]): Metric[] {
  return METRICS.map((name) => METRIC[name]).filter(({ measure }) => measures.includes(measure));
}

/** @returns null where nothing got through, or the slice is of another measure */
export function figureIn(metric: MetricName, slice: Slice): number | null {
  const value = figure(metric, slice);
  return value !== null && Number.isFinite(value) && value > 0 ? value : null;
}

function figure(metric: MetricName, slice: Slice): number | null {
  if (metric === 'udp-time' && slice.measure === 'udp') {
    return slice.packets > 0 ? slice.medianNs / BURST : null;
  }
  if (metric === 'rr-latency' && slice.measure === 'rr') return slice.medianNs / 1000;
  if (metric === 'rr-rate' && slice.measure === 'rr') return (slice.transactions / slice.ns) * 1e9;
  if (metric === 'stream-rate' && slice.measure === 'stream') return (slice.bytes * 8) / slice.ns;
  return null;
}
