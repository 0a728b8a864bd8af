import type { CniReport } from '../cni/cni-report.ts';
import type { LabError } from '../errors.ts';
import { askCni } from '../labs/cluster/cni-word.ts';
import { NODES_AT_ONCE, type SweepCluster } from '../labs/cluster/sweep/sweep-cluster.ts';
import { Phases } from '../phases.ts';
import type { ProbeOptions } from '../probes/probe.ts';
import type { SweepMeasured, SweepNodeDocument } from '../report/sweep-document.ts';
import { BATCH_LIMITS, batches } from '../sweep/batches.ts';
import { type SweepCost, sweepCost } from '../sweep/cost.ts';
import { tournament } from '../sweep/rounds.ts';
import { sweep } from '../sweep/sweep.ts';
import type { JudgedPair } from './judge-pair.ts';
import { liveWorld } from './live-world.ts';
import { NodeCounters } from './node-counters.ts';
import type { PairChoice } from './pair-lab.ts';
import { SweepCaptures } from './sweep-captures.ts';
import { MEASURED } from './units.ts';

/** Pairs that are probed side by side: processes of this machine, or messages to agents. */
const LOCAL_PAIRS = 16;
const AGENT_PAIRS = 64;

export interface LiveSweepOptions extends Pick<PairChoice, 'named'> {
  readonly probe: ProbeOptions;
  /** Each node asks itself, too. */
  readonly itself: boolean;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  /** Known before anything is sent. */
  readonly onPlan: (plan: SweepCost) => void;
}

/** All that a sweep found out. */
export interface LiveSweep {
  readonly cluster: SweepCluster;
  readonly cni: CniReport;
  readonly results: readonly JudgedPair[];
  readonly counters: readonly SweepNodeDocument['counters'][];
  readonly planned: SweepCost;
  readonly measured: SweepMeasured;
  readonly phasesMs: Readonly<Record<string, number>>;
}

/** Every ordered pair of the members: captures opened once, rounds, drained by batches, judged. @throws LabError */
export async function liveSweep(
  opened: SweepCluster,
  { probe, itself, signal, named, onPhase, onPlan }: LiveSweepOptions,
): Promise<LiveSweep> {
  const { family, size, count, intervalMs } = probe;
  const phases = new Phases(onPhase);
  const captures = new SweepCaptures();
  const counters = new NodeCounters();
  const byAgent = opened.members.some(({ site }) => site.access.way !== 'nsenter');
  const pairsAtOnce = byAgent ? AGENT_PAIRS : LOCAL_PAIRS;
  const planned = sweepCost(
    {
      ...{ nodes: opened.members.length, itself, count, intervalMs },
      ...{ nodesAtOnce: NODES_AT_ONCE, pairsAtOnce, byAgent },
    },
    MEASURED,
  );
  onPlan(planned);
  const word = await phases.time('asking the CNI', () =>
    askCni(opened, { family, thorough: false, signal }),
  );
  try {
    await phases.time('opening captures', () => captures.start(opened, { family, size, signal }));
    signal.throwIfAborted();
    const cluster = without(captures.failures, opened);
    const { members, calls } = cluster;
    await counters.begin(members);
    const took: number[] = [];
    const choice = { cluster, word, family, named, captures, counters, probe, signal, took };
    const world = liveWorld(choice);
    const rounds = tournament(members.length, { itself });
    const framesPerPair = count * MEASURED.framesPerProbe;
    const plan = batches(rounds, { ...BATCH_LIMITS, framesPerPair });
    const cpu = process.cpuUsage();
    const results = await phases.time('probing', () =>
      sweep(plan, world, {
        ...{ atOnce: pairsAtOnce, signal },
        onProgress: (done, of) => onPhase(`pair ${done} of ${of}`),
      }),
    );
    if (!signal.aborted) await counters.end(members);
    counters.captured(members, await captures.drain({ interrupted: signal.aborted }));
    const words = members.map((member) => counters.wordOf(member));
    return {
      ...{ cluster, cni: word.report, counters: words, planned, phasesMs: phases.ms },
      results: results.map((result) => withCounters(result, words)),
      measured: {
        ...{ rounds: rounds.length, batches: plan.length },
        ...{ apiCalls: calls.calls, execStreams: calls.streams },
        captures: captures.count,
        framesCaptured: captures.frames,
        bytesCaptured: captures.bytes,
        pairMs: middle(took),
        cpuMs: milliseconds(process.cpuUsage(cpu)),
      },
    };
  } finally {
    await phases.time('closing captures', () => captures.stop());
  }
}

/** The sweep without those nodes. @throws LabError where none are left */
function without(failures: ReadonlyMap<string, LabError>, cluster: SweepCluster): SweepCluster {
  const members = cluster.members.filter(({ site }) => !failures.has(site.node.name));
  const [first] = failures.values();
  if (first && members.length < 2) throw first;
  return { ...cluster, members, skipped: new Map([...cluster.skipped, ...failures]) };
}

/** A pass rests on captures; where a device counted otherwise, those are not to be believed. */
function withCounters(
  result: JudgedPair,
  words: readonly SweepNodeDocument['counters'][],
): JudgedPair {
  const doubted = [result.from, result.to].find((node) => words[node]!.agrees === false);
  if (result.verdict !== 'pass' || doubted === undefined) return result;
  const reason = `device and capture disagree on a node of it: ${words[doubted]!.detail}`;
  return { ...result, verdict: 'inconclusive', reason };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return Math.round((user + system) / 1000);
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
