import { setImmediate } from 'node:timers/promises';
import type { Capture, CaptureEngine, CaptureSession } from './capture/engine.ts';
import { tcpdumpEngine } from './capture/tcpdump-engine.ts';
import { claims } from './datapaths/catalogue.ts';
import { askedIn, claimOf, type Datapath } from './datapaths/datapath.ts';
import { passageOf, type Topology } from './datapaths/topology.ts';
import type { Lab, Tap } from './labs/lab.ts';
import { Phases } from './phases.ts';
import type { ProbeOptions, ProbeOutcome } from './probes/probe.ts';
import { flowOf, sendProbe } from './probes/send-probe.ts';
import type { Evidence } from './verdict/evidence.ts';
import { type Identification, identify } from './verdict/identify.ts';
import { type ProbeKey, sequencesOf } from './verdict/join-key.ts';
import { judge, type Verdict } from './verdict/judge.ts';
import type { Observation } from './verdict/observation.ts';
import { observe } from './verdict/observe.ts';
import { type DropWatch, watchDrops } from './witnesses/drops.ts';
import { type TraceWatch, watchTrace } from './witnesses/trace.ts';
import { askWitnesses } from './witnesses/witnesses.ts';

/** All that one verification found out; reports are made from it. */
export interface Run {
  /** The datapath that the lab was held against. */
  readonly datapath: Datapath;
  readonly lab: Pick<Lab, 'name' | 'backend' | 'datapath'> & {
    readonly topology: Topology;
    readonly taps: readonly Tap[];
    /** Of each tap. */
    readonly namespaces: readonly string[];
  };
  readonly probe: ProbeOptions & { readonly outcome: ProbeOutcome };
  /** Keys of the packets that were sent to show that a capture can see. */
  readonly canaries: readonly ProbeKey[];
  readonly captures: readonly Capture[];
  /** What captured, and why it was not what was asked for. */
  readonly engine: Pick<CaptureSession, 'by' | 'because'>;
  readonly evidence: Evidence;
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly identification: Identification;
  /** Datapaths that it could have turned out to be, beside the catalogue's. */
  readonly others: readonly Datapath[];
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Which pair of pods, from 1, where the lab has many. */
  readonly pair?: number;
}

export interface RunOptions {
  readonly probe: ProbeOptions;
  /** Datapaths that it may turn out to be, beside the catalogue's. */
  readonly others?: readonly Datapath[];
  /** Whether the kernel's own tracepoints are a witness, too. */
  readonly trace?: boolean;
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
  { probe, others = [], trace = false, engine = tcpdumpEngine, signal, onPhase }: RunOptions,
): Promise<Run> {
  const phases = new Phases(onPhase);
  const lab = await phases.time('lab', makeLab);
  const where = lab.backend === 'netns' ? 'embedded' : 'live';
  const claim = claimOf(datapath, probe.family, where);
  let session: CaptureSession | undefined;
  let watching: Promise<DropWatch | null> = NOBODY;
  let tracing: Promise<TraceWatch | null> = NOBODY;
  let ending: Promise<unknown> | undefined;
  /** Once only. */
  const end = () => {
    const unwatched = [watching, tracing].map(
      (one) => one.then((watch) => watch?.stop()).catch(() => {}), // it was told above
    );
    ending ??= Promise.all([session?.stop(), ...unwatched, release(lab)]);
    return ending;
  };
  try {
    // a tap is live before its place is set up: both take their time, neither needs the other
    const starting = engine.start(lab, signal);
    const isDropping = claim.witnesses.drops !== undefined && where === 'embedded';
    watching = isDropping ? watchDrops(lab, flowOf(lab.topology, probe.kind)) : NOBODY;
    tracing = trace ? watchTrace(lab, probe.kind) : NOBODY;
    for (const watch of [watching, tracing]) watch.catch(() => {}); // awaited below
    session = await phases.time('capture', () => liveWhenReady(starting, lab.ready));
    const [drops, traced] = await Promise.all([watching, tracing]);
    const { taps, outcome, canaries, evidence, known } = await phases.time('probe', async () => {
      const taps = await lab.taps();
      const [sent, known] = await Promise.all([
        sendProbe(lab, probe, signal),
        // takes its time when it is asked for first, and here there is nothing else to do
        setImmediate().then(() => claims(probe.family, where, others)),
      ]);
      const told = traced && { trace: await traced.read(sent.outcome.key) };
      const evidence = await askWitnesses(lab, taps, sent.flow, drops);
      return { ...sent, taps, known, evidence: { ...evidence, ...told } };
    });
    const captures = await phases.time('drain', () => session!.drain(taps));
    end().catch(() => {}); // takes its time, while the rest goes on; awaited below
    await setImmediate(); // it is on its way, before this takes the processor
    return await phases.time('judge', async () => {
      const sequences = sequencesOf(probe.count);
      const passage = passageOf(lab.topology);
      const asked = {
        asked: askedIn(passage),
        ...(passage.service && { service: passage.service }),
      };
      const observation = observe({ ...outcome, sequences, canaries, ...asked }, captures);
      const verdict = judge(observation, evidence, claim);
      const identification = identify(observation, evidence, known);
      const { name, backend, topology } = lab;
      const namespaces = taps.map((tap) => lab.namespace(tap.place));
      return {
        datapath,
        lab: { name, backend, datapath: lab.datapath, topology, taps, namespaces },
        probe: { ...probe, outcome },
        engine: { by: session!.by, ...(session!.because && { because: session!.because }) },
        ...{ canaries, captures, evidence, observation, verdict, identification, others },
        phasesMs: phases.ms,
      };
    });
  } finally {
    await phases.time('teardown', end);
  }
}

/** Few datapaths are about what is dropped. */
const NOBODY = Promise.resolve(null);

/** Both at once; captures that started are stopped again if the lab could not be set up. */
export async function liveWhenReady(
  starting: Promise<CaptureSession>,
  ready: Promise<void>,
): Promise<CaptureSession> {
  try {
    const [session] = await Promise.all([starting, ready]);
    return session;
  } catch (error) {
    await starting.then((session) => session.stop()).catch(() => {});
    throw error;
  }
}
