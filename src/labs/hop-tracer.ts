import { Tracer } from '../host/tracer.ts';
import type { Lab } from './lab.ts';
import { tracedFlow } from './traced-flow.ts';

/** What tells of each hop of a probe's packets in an embedded lab; it is not ready yet. @throws LabError E_BPF_OBJECT_MISSING */
export function hopTracer(lab: Lab, kind: Parameters<typeof tracedFlow>[1]): Tracer {
  const flow = tracedFlow(lab, kind);
  const [anywhere] = flow.places.keys(); // tracepoints are the kernel's, not a namespace's
  return Tracer.start(lab.runner(anywhere!), 'hops', flow);
}
