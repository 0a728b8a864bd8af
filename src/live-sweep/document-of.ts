import type { LabError } from '../errors.ts';
import { localRunner } from '../host/local-runner.ts';
import { kernelRelease, toolVersions } from '../host/tool-versions.ts';
import type { ProbeOptions } from '../probes/probe.ts';
import { worstOf } from '../report/run-document.ts';
import type { PairDocument, SweepDocument, SweepNodeDocument } from '../report/sweep-document.ts';
import { Matrix } from '../sweep/matrix.ts';
import { runId } from '../verification.ts';
import type { JudgedPair } from './judge-pair.ts';
import type { LiveSweep } from './live-sweep.ts';

/** A sweep as it is printed and kept. @param brokenOff what ended it before all pairs had their turn */
export async function documentOf(
  found: LiveSweep,
  probe: ProbeOptions,
  started: Date,
  brokenOff: LabError | null,
): Promise<SweepDocument> {
  const { cluster, cni, planned, measured, phasesMs } = found;
  const { kind, family, count } = probe;
  const names = cluster.members.map(({ site }) => site.node.name);
  const matrix = new Matrix(names.length, found.results);
  const pairs = matrix.results().map((result) => pairDocument(result, names));
  return {
    schema: 'cni-lab/sweep/1',
    id: runId(started),
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    backend: cluster.backend === 'kind' ? 'kind' : 'cluster',
    verdict: worstOf([...pairs.map((pair) => pair.verdict), ...(brokenOff ? [OPEN] : [])]),
    environment: { kernel: kernelRelease(), tools: await toolVersions(localRunner), cni },
    probe: { kind, family, count },
    nodes: nodeDocuments(found),
    tally: matrix.tally(),
    ...{ pairs, planned, measured, phasesMs },
    ...(brokenOff && { error: brokenOff.toJSON() }),
  };
}

/** What was broken off has not passed. */
const OPEN = 'inconclusive' as const;

function nodeDocuments({ cluster, counters }: LiveSweep): SweepNodeDocument[] {
  const members = cluster.members.map(({ site, pods }, i) => ({
    node: site.node.name,
    way: site.access.way,
    pods: pods.map(({ pod }) => ({ pod: pod.name, addresses: pod.addresses })),
    counters: counters[i]!,
  }));
  const skipped = [...cluster.skipped].map(([node, failure]) => ({
    node,
    way: null,
    pods: [],
    skipped: failure.toJSON(),
    counters: { agrees: null, detail: 'it did not take part' },
  }));
  return [...members, ...skipped];
}

function pairDocument(result: JudgedPair, names: readonly string[]): PairDocument {
  const { verdict, datapath, reason, answered, because, findings, identified } = result;
  const known = { from: names[result.from]!, to: names[result.to]!, verdict, datapath };
  if (verdict === 'pass') return known;
  return {
    ...known,
    reason,
    ...(answered !== null && { answered, because, findings }),
    ...(identified && { identified }),
  };
}
