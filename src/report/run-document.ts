import type { CniReport } from '../cni/cni-report.ts';
import type { ExitCode, LabError } from '../errors.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Replay } from './replay.ts';

/** The run document: `run.json` and the output of `verify --json`. */
export interface RunDocument {
  readonly schema: 'cni-lab/run/1';
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** `files`: captures that someone else took. */
  readonly backend: 'netns' | 'kind' | 'cluster' | 'files';
  readonly verdict: ResultVerdict;
  readonly environment: Environment;
  readonly results: readonly ResultDocument[];
  /** The run folder, or null if none was written. */
  readonly folder: string | null;
}

export const VERDICTS = ['pass', 'fail', 'inconclusive', 'skipped'] as const;

export type ResultVerdict = (typeof VERDICTS)[number];

export interface Environment {
  readonly kernel: string;
  readonly tools: Readonly<Record<string, string>>;
  /** Null for an embedded lab. */
  readonly cni: CniReport | null;
}

export interface ResultDocument {
  readonly datapath: string;
  /** The datapath whose lab it was held against (another with `--lab`); null for files. */
  readonly lab: string | null;
  /** Which pair of pods, from 1, where many were verified in one lab. */
  readonly pair?: number;
  readonly verdict: ResultVerdict;
  readonly reason: string;
  /** Why a live cluster was expected to have the lab's datapath. */
  readonly because?: readonly string[];
  /** The cluster's own word was contradicted by the captures: what it said, and what they show. */
  readonly disagreement?: { readonly said: readonly string[]; readonly seen: string };
  /** The failure that broke it off or made it impossible. */
  readonly error?: ReturnType<LabError['toJSON']>;
  readonly probe?: ProbeDocument;
  /** What captured, and why it was not what was asked for; not where others did. */
  readonly engine?: EngineDocument;
  readonly taps: readonly TapDocument[];
  readonly findings: readonly Finding[];
  readonly witnesses: readonly WitnessDocument[];
  readonly identified: readonly { readonly datapath: string; readonly score: number }[];
  /** Which witness could tell several of them apart; null where there is nothing to tell. */
  readonly tellApart: string | null;
  /** Not where it was broken off, or is not of a lab. */
  readonly replay?: Replay;
  readonly phasesMs: Readonly<Record<string, number>>;
}

export interface ProbeDocument {
  readonly kind: 'ping' | 'udp' | 'tcp';
  readonly family: 4 | 6;
  readonly count: number;
  readonly from: string;
  readonly to: string;
  /** Null where nobody says. */
  readonly answered: number | null;
}

export interface EngineDocument {
  readonly by: 'tcpdump' | 'tap';
  readonly because?: string;
}

export interface TapDocument {
  readonly tap: string;
  readonly device: string;
  /** Null, with the namespace, for files. */
  readonly ifindex: number | null;
  readonly namespace: string | null;
  /** Relative to the run folder, or the file's own path. */
  readonly pcap: string;
  /** Null: a file does not say. */
  readonly live: boolean | null;
  readonly kernelDrops: number;
  /** Why it sees what it sees, where its datapath says so. */
  readonly why?: string;
  readonly request: LegDocument;
  readonly reply: LegDocument;
}

export interface LegDocument {
  readonly seen: number;
  readonly of: number;
  readonly direction: 'in' | 'out' | 'both' | null;
  /** `all in`, `none`; null where the signature says nothing of this tap. */
  readonly expected: string | null;
  /** Null where it cannot be told. */
  readonly ok: boolean | null;
}

export interface WitnessDocument {
  readonly name: string;
  /** Null: it has nothing to say here. */
  readonly agrees: boolean | null;
  readonly detail: string;
}

/** What a result is of: `cilium/same-node`, `cilium/same-node pair 7`. */
export function titleOf({ datapath, pair }: Pick<ResultDocument, 'datapath' | 'pair'>): string {
  return pair === undefined ? datapath : `${datapath} pair ${pair}`;
}

/** Good, bad, or neither. */
export function okOf(verdict: ResultVerdict): boolean | null {
  if (verdict === 'pass') return true;
  return verdict === 'fail' ? false : null;
}

/** How many came out how, without what none did. */
export function tallyOf(
  results: readonly Pick<ResultDocument, 'verdict'>[],
): { readonly verdict: ResultVerdict; readonly count: number }[] {
  return VERDICTS.map((verdict) => ({
    verdict,
    count: results.filter((result) => result.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
}

/** The worst decides: 1 before 4 before 3. Skipped ones count only if all are, or when strict. */
export function exitCodeOf(results: readonly ResultVerdict[], strict = false): ExitCode {
  if (results.includes('fail')) return 1;
  if (results.includes('inconclusive')) return 4;
  const skipped = results.filter((r) => r === 'skipped').length;
  return skipped > 0 && (strict || skipped === results.length) ? 3 : 0;
}

/** The word for several results together. */
export function worstOf(results: readonly ResultVerdict[]): ResultVerdict {
  const order = ['fail', 'inconclusive', 'pass', 'skipped'] as const;
  return order.find((verdict) => results.includes(verdict)) ?? 'skipped';
}
