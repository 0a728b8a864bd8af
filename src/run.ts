import type { Capture, CaptureEngine } from './capture/engine.ts';
import { tcpdumpEngine } from './capture/tcpdump-engine.ts';
import { claims } from './datapaths/catalogue.ts';
import { claimOf, type Datapath } from './datapaths/datapath.ts';
import { addressOf, type Family } from './datapaths/topology.ts';
import type { Lab } from './labs/lab.ts';
import { Phases } from './phases.ts';
import { sendCanaries } from './probes/canaries.ts';
import type { ProbeOutcome } from './probes/probe.ts';
import { PROBES } from './probes/probes.ts';
import type { Evidence } from './verdict/evidence.ts';
import { type Identification, identify } from './verdict/identify.ts';
import type { ProbeKind } from './verdict/join-key.ts';
import { judge, type Verdict } from './verdict/judge.ts';
import type { Observation } from './verdict/observation.ts';
import { observe } from './verdict/observe.ts';
import { startWitnesses } from './witnesses/witnesses.ts';

export interface ProbeOptions {
  readonly kind: ProbeKind;
  readonly family: Family;
  readonly count: number;
  readonly intervalMs: number;
}

/** All that one verification found out; reports are made from it. */
export interface Run {
  /** The datapath that the lab was held against. */
  readonly datapath: Datapath;
  readonly lab: Pick<Lab, 'name' | 'backend' | 'datapath' | 'taps'> & {
    readonly namespaces: readonly string[];
  };
  readonly probe: ProbeOptions & { readonly outcome: ProbeOutcome };
  readonly captures: readonly Capture[];
  readonly evidence: Evidence;
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly identification: Identification;
  readonly phasesMs: Readonly<Record<string, number>>;
}

export interface RunOptions {
  readonly probe: ProbeOptions;
  readonly engine?: CaptureEngine;
  readonly signal?: AbortSignal;
  readonly onPhase?: (phase: string) => void;
}

/**
 * The one way through: lab, capture, probe, capture drained, decode, observe, judge, identify.
 * @param makeLab makes the lab, or opens one that is up
 * @param release what to do with it afterwards: remove it, or leave it
 * @throws LabError, CommandError
 */
export async function run(
  datapath: Datapath,
  makeLab: () => Promise<Lab>,
  release: (lab: Lab) => Promise<void>,
  { probe, engine = tcpdumpEngine, signal, onPhase }: RunOptions,
): Promise<Run> {
  const abort = signal ? { signal } : {};
  const phases = new Phases(onPhase);
  const lab = await phases.time('lab', makeLab);
  try {
    const address = { from: addressOf(lab.topology, 'pod1'), to: addressOf(lab.topology, 'pod2') };
    const session = await phases.time('capture', () => engine.start(lab, signal));
    try {
      const { outcome, canaries, evidence } = await phases.time('probe', async () => {
        const witnesses = await startWitnesses(lab, { kind: probe.kind, ...address });
        const outcome = await PROBES[probe.kind]({
          ...probe,
          ...abort,
          from: { name: 'pod1', runner: lab.runner('pod1') },
          to: {
            name: 'pod2',
            runner: lab.runner('pod2'),
            address: address.to,
            port: lab.topology.services[0]!.port,
          },
        });
        const canaries = await sendCanaries(lab, probe.family, signal);
        return { outcome, canaries, evidence: await witnesses() };
      });
      const captures = await phases.time('drain', () => session.drain());
      return await phases.time('judge', async () => {
        const sequences = Array.from({ length: probe.count }, (_, i) => i + 1);
        const observation = observe({ ...outcome, sequences, canaries }, captures);
        const verdict = judge(observation, evidence, claimOf(datapath, probe.family));
        const identification = identify(observation, evidence, claims(probe.family));
        return {
          datapath,
          lab: {
            name: lab.name,
            backend: lab.backend,
            datapath: lab.datapath,
            taps: lab.taps,
            namespaces: lab.taps.map((t) => lab.namespace(t.place)),
          },
          probe: { ...probe, outcome },
          ...{ captures, evidence, observation, verdict, identification },
          phasesMs: phases.ms,
        };
      });
    } finally {
      await phases.time('stop', () => session.stop());
    }
  } finally {
    await phases.time('teardown', () => release(lab));
  }
}
