import type { Placement } from '../datapaths/datapath.ts';
import type { LabError } from '../errors.ts';
import type { ResultVerdict } from '../report/run-document.ts';
import type { Spread } from '../spread.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Metric } from './metric.ts';
import type { Conclusion, Values } from './paired.ts';
import type { Published } from './published.ts';
import type { Measure } from './slice.ts';

/** What `bench` found out: bench.json, and the output of `bench --json`. */
export interface BenchDocument {
  readonly schema: 'cni-lab/bench/1';
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of the datapaths, not of who is faster: the worst of all labs. */
  readonly verdict: ResultVerdict;
  readonly environment: BenchEnvironment;
  readonly family: 4 | 6;
  readonly rounds: number;
  readonly sliceMs: number;
  /** The order of the slices is made from it. */
  readonly seed: number;
  readonly measures: readonly Measure[];
  readonly metrics: readonly Metric[];
  readonly groups: readonly GroupDocument[];
  /** What others have published, to be set beside, of other machines. */
  readonly published: readonly Published[];
  readonly folder: string;
}

export interface BenchEnvironment {
  readonly kernel: string;
  /** Model of the CPUs; null where the kernel does not say. */
  readonly cpu: string | null;
  readonly cpus: number;
  /** How many processes had a CPU or wanted one, in the minute before the first lab and in the one before the end. */
  readonly busy: { readonly before: number; readonly after: number };
}

/** Labs that were up at the same time. */
export interface GroupDocument {
  readonly placement: Placement;
  readonly baseline: string;
  /** CPUs that traffic was sent on, and that streams were received on; null where nothing was measured. */
  readonly onCpus: readonly [number, number] | null;
  /** The baseline first, then its second lab, then the others. */
  readonly entries: readonly EntryDocument[];
}

/** A datapath in a lab of its own. */
export interface EntryDocument {
  readonly datapath: string;
  readonly title: string;
  /** `again`: another lab of the baseline's datapath, to see how far two labs of one are apart. */
  readonly role: 'baseline' | 'again' | 'contender';
  readonly verdict: ResultVerdict;
  /** Why it was not measured, or does not count; else what its verification has shown. */
  readonly reason: string;
  readonly error?: ReturnType<LabError['toJSON']>;
  /** That the lab has this datapath, before its first slice and after its last. */
  readonly verifications: readonly VerificationDocument[];
  /** Empty where it was not measured, or does not count. */
  readonly figures: readonly FigureDocument[];
  /** UDP packets that were sent in slices and never received. */
  readonly lost: number;
}

export interface VerificationDocument {
  readonly when: 'before' | 'after';
  readonly probe: 'udp' | 'tcp';
  readonly verdict: ResultVerdict;
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** One metric of one lab. */
export interface FigureDocument {
  readonly metric: Metric['name'];
  /** In the metric's unit; null where no slice gave a value. */
  readonly absolute: Spread | null;
  /** To the baseline, round by round: those ratios' spread. Null for the baseline itself. */
  readonly ratio: Spread | null;
  /** Rounds without a ratio, because one of its two slices had no value. */
  readonly unpaired: number;
  /** By how much two labs of the baseline's datapath were apart, as a factor. */
  readonly noise: number | null;
  /** Null for the baseline and its second lab. */
  readonly conclusion: Conclusion | null;
  /** By round. */
  readonly values: Values;
  readonly ratios: Values;
}
