import { LabError } from '../errors.ts';
import type { Tracer } from '../host/tracer.ts';
import { hopTracer } from '../labs/hop-tracer.ts';
import type { Lab } from '../labs/lab.ts';
import type { TraceEvidence } from '../verdict/evidence.ts';
import { hopsOf } from '../verdict/hop.ts';
import type { JoinKey, ProbeKind } from '../verdict/join-key.ts';
import { parseKernelEvent } from '../verdict/kernel-event.ts';
import { tripsOf } from '../verdict/trips.ts';

/** What the kernel's tracepoints are read by while the probe is under way. */
export interface TraceWatch {
  /** What they told of this probe; it reads no longer. */
  read(key: JoinKey): Promise<TraceEvidence>;
  /** Ends it, if it has not ended. */
  stop(): Promise<void>;
}

/** Has the kernel tell by which tracepoints the probe goes. Resolves when it does; one that cannot is no failure. */
export async function watchTrace(lab: Lab, kind: ProbeKind): Promise<TraceWatch> {
  if (lab.backend !== 'netns') {
    return cannot(
      'only the kernel of an embedded lab is traced; cni-lab trace reads the agents here',
    );
  }
  const tracer = hopTracer(lab, kind);
  try {
    await tracer.ready();
  } catch (error) {
    if (error instanceof LabError) return cannot(`${error.message}: ${error.why}`);
    throw error;
  }
  return { read: (key) => read(tracer, key), stop: () => tracer.stop() };
}

async function read(tracer: Tracer, key: JoinKey): Promise<TraceEvidence> {
  const told = await tracer.end();
  if (told === null) return { trips: null, why: 'what traced ended before it was told to' };
  if (told.lost > 0) return { trips: null, why: `${told.lost} of the kernel's events were lost` };
  const events = told.lines.flatMap((line) => parseKernelEvent(line) ?? []);
  const trips = tripsOf(hopsOf(events, key));
  if (trips.every((leg) => leg.trips === 0)) {
    return { trips: null, why: 'none of its tracepoints told of the probe' };
  }
  return { trips };
}

function cannot(why: string): TraceWatch {
  return { read: async () => ({ trips: null, why }), stop: async () => {} };
}
