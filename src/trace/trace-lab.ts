import type { CaptureEngine } from '../capture/engine.ts';
import { tcpdumpEngine } from '../capture/tcpdump-engine.ts';
import type { Datapath } from '../datapaths/datapath.ts';
import { addressOf, passageOf } from '../datapaths/topology.ts';
import type { Lab, Tap } from '../labs/lab.ts';
import type { ProbeOptions, ProbeOutcome } from '../probes/probe.ts';
import { sendProbe } from '../probes/send-probe.ts';
import { sequencesOf } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe } from '../verdict/observe.ts';
import { tripsOf } from '../verdict/trips.ts';
import { hopRemarks } from './hop-remarks.ts';
import { hopLines } from './hop-rows.ts';
import { type HopsTold, type KernelTracerName, startTracer } from './kernel-tracer.ts';
import type { TraceDocument, TracedPod } from './trace-document.ts';

export interface TraceLabOptions {
  readonly probe: ProbeOptions;
  /** By what; null: by what there is. */
  readonly tracer: KernelTracerName | null;
  readonly engine?: CaptureEngine;
  readonly signal: AbortSignal;
  readonly onPhase?: (phase: string) => void;
}

/**
 * Sends a probe through an embedded lab, and lines up what the taps saw of it with what the kernel told.
 * @param datapath that of the lab @param release what to do with the lab afterwards @throws LabError, CommandError
 */
export async function traceLab(
  datapath: Datapath,
  makeLab: () => Promise<Lab>,
  release: (lab: Lab) => Promise<void>,
  options: TraceLabOptions,
): Promise<TraceDocument> {
  const { probe, signal, engine = tcpdumpEngine, onPhase = () => {} } = options;
  onPhase('lab');
  const lab = await makeLab();
  onPhase('capture');
  const capturing = engine.start(lab, signal);
  const tracing = startTracer(lab, probe.kind, options.tracer);
  for (const starting of [capturing, tracing]) starting.catch(() => {}); // awaited below
  try {
    const [session, tracer] = await Promise.all([capturing, tracing, lab.ready]);
    onPhase('probe');
    const { outcome, canaries } = await sendProbe(lab, probe, signal);
    onPhase('drain');
    const taps = await lab.taps();
    const [told, captures] = await Promise.all([tracer.read(outcome), session.drain(taps)]);
    const sequences = sequencesOf(probe.count);
    const observation = observe({ ...outcome, sequences, canaries }, captures);
    return documentOf({
      datapath,
      lab,
      tracer: tracer.tracer,
      probe,
      outcome,
      observation,
      told,
      taps,
    });
  } finally {
    const stopped = [capturing, tracing].map((starting) =>
      starting.then((started) => started.stop()).catch(() => {}),
    );
    await Promise.all([...stopped, release(lab)]);
  }
}

/** All that was found out while the probe went its way. */
interface TracedLab {
  readonly datapath: Datapath;
  readonly lab: Lab;
  readonly tracer: TraceDocument['tracer'];
  readonly probe: ProbeOptions;
  readonly outcome: ProbeOutcome;
  readonly observation: Observation;
  readonly told: HopsTold;
  readonly taps: readonly Tap[];
}

function documentOf(traced: TracedLab): TraceDocument {
  const { datapath, lab, tracer, observation, told } = traced;
  const legs = hopLines({ observation, hops: told.hops, taps: traced.taps });
  const trips = told.countsWaits ? tripsOf(told.hops) : null;
  const rescheduled = datapath.rescheduled ?? null;
  const { kind, family, count } = traced.probe;
  const { answered, complaint } = traced.outcome;
  return {
    ...{ schema: 'cni-lab/trace/1', lab: lab.name, backend: 'netns', tracer },
    ...{ promised: datapath.name, because: ['the lab was made for it'] },
    probe: { kind, family, count, answered, complaint },
    ...{ pods: podsOf(lab), agents: [], oneClock: true, legs, trips, rescheduled },
    remarks: hopRemarks({
      ...told,
      ...{ legs, trips, rescheduled, datapath: datapath.name, faults: observation.taps },
    }),
  };
}

/** Who sends the probe, and to whom. */
function podsOf({ topology, namespace }: Lab): TracedPod[] {
  const { from, to, device } = passageOf(topology);
  return [from, to].map((role) => {
    const node = topology.namespaces[role]?.node ?? role;
    const host = topology.taps.find((tap) => tap.name === `${role}/lxc`);
    return {
      ...{ role, name: namespace(role), address: addressOf(topology, role, device) },
      ...{ node, nodeName: namespace(node), device: host?.device ?? '', endpoint: null },
    };
  });
}
