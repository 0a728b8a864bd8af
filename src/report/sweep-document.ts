import type { LabError } from '../errors.ts';
import type { SweepCost } from '../sweep/cost.ts';
import type { PairVerdict } from '../sweep/pair-result.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Environment, ProbeDocument, ResultVerdict } from './run-document.ts';

/** What `verify --sweep --json` prints: every ordered pair of a cluster's nodes. */
export interface SweepDocument {
  readonly schema: 'cni-lab/sweep/1';
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly backend: 'kind' | 'cluster';
  readonly verdict: ResultVerdict;
  readonly environment: Environment;
  readonly probe: Pick<ProbeDocument, 'kind' | 'family' | 'count'>;
  /** Those that took part first; pairs name them. */
  readonly nodes: readonly SweepNodeDocument[];
  readonly pairs: readonly PairDocument[];
  readonly tally: Readonly<Record<PairVerdict, number>>;
  /** What it was expected to take. */
  readonly planned: SweepCost;
  /** What it took. */
  readonly measured: SweepMeasured;
  readonly phasesMs: Readonly<Record<string, number>>;
  /** What broke it off; without it, all pairs had their turn. */
  readonly error?: ReturnType<LabError['toJSON']>;
}

export interface SweepNodeDocument {
  readonly node: string;
  /** How it was reached; null if it did not take part. */
  readonly way: string | null;
  readonly pods: readonly { readonly pod: string; readonly addresses: readonly string[] }[];
  /** Why it did not take part. */
  readonly skipped?: ReturnType<LabError['toJSON']>;
  /** Whether its devices counted what was captured on them; null where that could not be told. */
  readonly counters: { readonly agrees: boolean | null; readonly detail: string };
}

export interface PairDocument {
  readonly from: string;
  readonly to: string;
  readonly verdict: PairVerdict;
  /** What it was held against; null where nothing is promised. */
  readonly datapath: string | null;
  /** The rest only where it did not pass. */
  readonly reason?: string;
  readonly answered?: number;
  /** Why the cluster was expected to have that datapath. */
  readonly because?: readonly string[];
  readonly findings?: readonly Finding[];
  /** What the captures look like, on a contradiction. */
  readonly identified?: readonly string[];
}

export interface SweepMeasured {
  readonly rounds: number;
  readonly batches: number;
  readonly apiCalls: number;
  readonly execStreams: number;
  readonly captures: number;
  readonly framesCaptured: number;
  readonly bytesCaptured: number;
  /** Of one pair's probe, the middle one. */
  readonly pairMs: number;
  /** Processor time of ours for probing and judging all of them. */
  readonly cpuMs: number;
}
