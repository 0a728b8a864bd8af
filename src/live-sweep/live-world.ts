import type { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import { explainFailure } from '../host/explain-failure.ts';
import { NODES_AT_ONCE } from '../labs/cluster/sweep/sweep-cluster.ts';
import { pooled } from '../pooled.ts';
import { ping } from '../probes/ping.ts';
import type { ProbeOptions } from '../probes/probe.ts';
import { sendProbe } from '../probes/send-probe.ts';
import type { SweepWorld } from '../sweep/sweep.ts';
import type { JoinKey } from '../verdict/join-key.ts';
import { type JudgedPair, judgePair, type SentPair } from './judge-pair.ts';
import type { NodeCounters } from './node-counters.ts';
import { type PairChoice, pairLab } from './pair-lab.ts';
import type { SweepCaptures } from './sweep-captures.ts';

/** The nodes and captures of a sweep, and what was sent between them. */
export interface LiveWorld extends PairChoice {
  readonly captures: SweepCaptures;
  readonly counters: NodeCounters;
  readonly probe: ProbeOptions;
  readonly signal: AbortSignal;
  /** Milliseconds of each pair's probe. */
  readonly took: number[];
}

/** No datapath is promised, so nothing was sent. */
class NothingPromised extends Error {}

/** What a sweep does to a live cluster. */
export function liveWorld(world: LiveWorld): SweepWorld<SentPair, JudgedPair> {
  const { cluster, captures, counters, probe, signal, took } = world;
  const { members } = cluster;
  const { family, count } = probe;
  let canaries: readonly JoinKey[] = [];
  return {
    begin: async () => {
      canaries = await sendCanaries(world);
    },
    send: async (pair) => {
      const lab = pairLab(world, pair);
      if ('why' in lab) throw new NothingPromised(lab.why);
      const start = performance.now();
      const { outcome } = await sendProbe(lab.lab, probe, signal);
      const ms = performance.now() - start;
      took.push(ms);
      return { ...lab, outcome, ms };
    },
    lost: async (pair, error) => {
      if (error instanceof NothingPromised) return new Map();
      const ends = [...new Set([pair.from, pair.to])];
      const answers = await Promise.all(ends.map((end) => whyLost(world, end)));
      return new Map(ends.flatMap((end, i) => (answers[i] ? [[end, answers[i]] as const] : [])));
    },
    settle: async (sent) => {
      const drained = await captures.drain({ interrupted: signal.aborted });
      counters.captured(members, drained);
      const results: JudgedPair[] = [];
      for (const [pair, one] of sent) {
        const judged = await judgePair(pair, one, drained, { canaries, count, family });
        counters.observed(one, judged.observation);
        results.push(judged.result);
      }
      return results;
    },
    unjudged: (pair, verdict, reason) => ({
      ...pair,
      ...{ verdict, reason, datapath: null, answered: null },
      ...{ because: [], findings: [], identified: null },
    }),
  };
}

/** Each node's bridge, or its pod's netkit device, is to see one ping of its node: proof that the capture there can see. */
async function sendCanaries({ cluster, probe, signal }: LiveWorld): Promise<JoinKey[]> {
  const { family } = probe;
  const keys = await pooled(cluster.members, NODES_AT_ONCE, async ({ site, pods: [pod] }) => {
    const address = pod.pod.addresses.find((a) => a.includes(':') === (family === 6));
    const silent = pod.bridge !== null || pod.host.kind === 'netkit';
    if (!silent || address === undefined || signal.aborted) return [];
    try {
      const sent = await ping({
        ...{ kind: 'ping', family, count: 1, intervalMs: 10, size: 0, signal },
        from: { name: site.node.name, runner: site.access.net },
        to: { name: pod.pod.name, runner: pod.runner, address, listen: address, port: 0 },
      });
      return [sent.key];
    } catch {
      return []; // what it would have proven stays open
    }
  });
  return keys.flat();
}

/** A node that does not run the least of commands in its pod, or has no such device any more. */
async function whyLost({ cluster }: LiveWorld, node: number): Promise<string | null> {
  const { site, pods } = cluster.members[node]!;
  try {
    await pods[0].runner.run(['ip', 'link', 'show', 'dev', pods[0].eth0.name], { timeoutMs: 5000 });
    return null;
  } catch (error) {
    const failure: LabError = explainFailure(error);
    const what = error instanceof CommandError ? 'its pod cannot be entered any more' : '';
    return `the node ${site.node.name} was lost: ${[what, failure.message].filter(Boolean).join(', ')}`;
  }
}
