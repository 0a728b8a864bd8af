import type { Drained } from '../capture/drained.ts';
import { claims } from '../datapaths/catalogue.ts';
import { claimOf } from '../datapaths/datapath.ts';
import type { Family } from '../datapaths/topology.ts';
import type { ProbeOutcome } from '../probes/probe.ts';
import type { Pair } from '../sweep/pair.ts';
import type { PairResult } from '../sweep/pair-result.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { Finding } from '../verdict/finding.ts';
import { identify } from '../verdict/identify.ts';
import { type JoinKey, sequencesOf } from '../verdict/join-key.ts';
import { judge } from '../verdict/judge.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe } from '../verdict/observe.ts';
import { capturesOf, type PairLab } from './pair-lab.ts';
import type { Place } from './sweep-captures.ts';

/** A pair as it was judged. */
export interface JudgedPair extends PairResult {
  readonly answered: number | null;
  readonly because: readonly string[];
  readonly findings: readonly Finding[];
  /** Names, on a contradiction. */
  readonly identified: readonly string[] | null;
}

/** What was sent between a pair. */
export interface SentPair extends PairLab {
  readonly outcome: ProbeOutcome;
  readonly ms: number;
}

/** Judges a pair by those frames that bear its key. @param drained the captures of all nodes */
export async function judgePair(
  pair: Pair,
  sent: SentPair,
  drained: ReadonlyMap<Place, Drained>,
  { canaries, count, family }: { canaries: readonly JoinKey[]; count: number; family: Family },
): Promise<{ readonly result: JudgedPair; readonly observation: Observation }> {
  const { lab, datapath, outcome, because, taps } = sent;
  const sequences = sequencesOf(count);
  const captures = capturesOf(sent, drained);
  const observation = observe({ ...outcome, sequences, canaries }, captures);
  // counters are compared for whole nodes, and connections are forgotten before a sweep ends
  const programs = (await lab.programs?.(taps)) ?? [];
  const evidence: Evidence = { counters: [], conntrack: [], programs, cni: lab.cni ?? null };
  const { verdict, findings } = judge(observation, evidence, claimOf(datapath, family, 'live'));
  const identified =
    verdict === 'fail'
      ? identify(observation, evidence, claims(family, 'live', [datapath])).names
      : null;
  const result: JudgedPair = {
    ...pair,
    ...{ verdict, datapath: datapath.name, because, findings, identified },
    reason: verdict === 'pass' ? '' : (findings[0]?.meaning ?? ''),
    answered: outcome.answered,
  };
  return { result, observation };
}
