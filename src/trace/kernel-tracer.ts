import { LabError } from '../errors.ts';
import type { Lab } from '../labs/lab.ts';
import type { ProbeOutcome } from '../probes/probe.ts';
import type { Hop } from '../verdict/hop.ts';
import type { ProbeKind } from '../verdict/join-key.ts';
import { bpfTracer } from './bpf-tracer.ts';
import { pwruTracer, whyNoPwru } from './pwru-tracer.ts';
import type { TraceDocument } from './trace-document.ts';

/** What told of the kernel's hops. */
export interface HopsTold {
  /** The probe's own, in the order of time. */
  readonly hops: readonly Hop[];
  /** Those that there was no room for. */
  readonly lost: number;
  /** Whether the kernel says why it drops packets. */
  readonly reasons: boolean;
  /** Whether each time that a packet waits for a CPU is among them. */
  readonly countsWaits: boolean;
}

/** Something that watches an embedded lab's packets in the kernel. */
export interface KernelTracer {
  /** What it told of this probe; it watches no longer. @throws LabError */
  read(outcome: ProbeOutcome): Promise<HopsTold>;
  /** Ends it, if it has not ended. */
  stop(): Promise<void>;
}

export type KernelTracerName = 'bpf' | 'pwru';

/** A tracer that watches, and why it was that one. */
export interface ChosenTracer extends KernelTracer {
  readonly tracer: TraceDocument['tracer'];
}

/** Resolves when it watches. @throws LabError E_KERNEL_FEATURE, E_TOOL_MISSING, E_NO_CAPABILITY */
type Start = (lab: Lab, kind: ProbeKind) => Promise<KernelTracer>;

const STARTS: Readonly<Record<KernelTracerName, Start>> = { bpf: bpfTracer, pwru: pwruTracer };

/** Starts the one that is asked for; else our own programs, and pwru only where they cannot. @throws LabError */
export async function startTracer(
  lab: Lab,
  kind: ProbeKind,
  asked: KernelTracerName | null,
): Promise<ChosenTracer> {
  const start = async (name: KernelTracerName, because: string) => ({
    ...(await STARTS[name](lab, kind)),
    tracer: { name, because },
  });
  if (asked !== null) return start(asked, 'it was asked for');
  try {
    return await start('bpf', 'this kernel lets our own programs read its tracepoints');
  } catch (error) {
    if (!(error instanceof LabError) || whyNoPwru() !== null) throw error;
    return start('pwru', `our own programs cannot be used here: ${error.why}`);
  }
}
