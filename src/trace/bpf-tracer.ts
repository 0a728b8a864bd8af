import { LabError } from '../errors.ts';
import { hopTracer } from '../labs/hop-tracer.ts';
import type { Lab } from '../labs/lab.ts';
import { hopsOf } from '../verdict/hop.ts';
import type { ProbeKind } from '../verdict/join-key.ts';
import { parseKernelEvent } from '../verdict/kernel-event.ts';
import type { KernelTracer } from './kernel-tracer.ts';

/** Our own programs at the kernel's tracepoints, which go with the process that holds them. @throws LabError */
export async function bpfTracer(lab: Lab, kind: ProbeKind): Promise<KernelTracer> {
  const tracer = hopTracer(lab, kind);
  await tracer.ready();
  return {
    read: async ({ key }) => {
      const told = await tracer.end();
      if (told === null) throw endedEarly();
      const events = told.lines.flatMap((line) => parseKernelEvent(line) ?? []);
      const { lost, reasons } = told;
      return { hops: hopsOf(events, key), lost, reasons, countsWaits: lost === 0 };
    },
    stop: () => tracer.stop(),
  };
}

function endedEarly(): LabError {
  return new LabError('E_CAPTURE', {
    message: "what read the kernel's tracepoints ended before it was told to",
    why: 'something killed it',
    mend: 'cni-lab trace',
  });
}
