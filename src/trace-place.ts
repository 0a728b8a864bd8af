import { LabError } from './errors.ts';
import { backendOfLab, type Choice, planJobs } from './plan-jobs.ts';
import type { ProbeOptions } from './probes/probe.ts';
import type { TraceDocument, TracerName } from './trace/trace-document.ts';
import { traceLab } from './trace/trace-lab.ts';
import type { ProbeKind } from './verdict/join-key.ts';
import { probeKind } from './verification.ts';

export interface TraceChoice extends Omit<Choice, 'all' | 'lab' | 'keep'> {
  readonly tracer?: TracerName;
  readonly placement?: 'same-node' | 'cross-node';
  readonly probe: Omit<ProbeOptions, 'kind'> & { readonly kind: ProbeKind | null };
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
}

/**
 * Traces a probe in the lab of a datapath, in the lab that is up, or on a live cluster.
 * @param name of the datapath @throws LabError, CommandError
 */
export async function tracePlace(
  name: string | undefined,
  choice: TraceChoice,
): Promise<TraceDocument> {
  const names = name === undefined ? [] : [name];
  const backend = choice.backend ?? backendOfLab(names, choice);
  return backend === 'netns'
    ? traceEmbedded(names, { ...choice, backend })
    : traceLive(backend, name, choice);
}

async function traceEmbedded(
  names: readonly string[],
  choice: TraceChoice,
): Promise<TraceDocument> {
  const { tracer, probe, signal, onPhase } = choice;
  if (tracer === 'monitor') {
    throw usage(
      'there is nothing to monitor in an embedded lab',
      'no agents run in it: the kernel itself tells of its packets',
      'cni-lab trace --tracer bpf',
    );
  }
  const plan = await planJobs(names, choice, signal);
  const [job, ...more] = plan.jobs;
  if (!job || more.length > 0) {
    throw usage(
      'trace takes one datapath',
      `these are ${plan.jobs.length}`,
      'cni-lab list names them all',
    );
  }
  try {
    return await traceLab(job.datapath, job.makeLab, job.release, {
      ...{
        probe: { ...probe, kind: probeKind(job.datapath, probe.kind, 'trace') },
        tracer: tracer ?? null,
      },
      ...{ signal, onPhase },
    });
  } finally {
    await plan.close();
  }
}

async function traceLive(
  backend: 'kind' | 'cluster',
  name: string | undefined,
  choice: TraceChoice,
): Promise<TraceDocument> {
  const { placement, probe, signal, onPhase, tracer = 'monitor' } = choice;
  if (name !== undefined) {
    throw usage(
      `a live cluster is not made into ${name}`,
      'it is traced as it is; which datapath it has its own agents say',
      `cni-lab trace --backend ${backend} --placement same-node`,
    );
  }
  if (tracer !== 'monitor') {
    throw usage(
      `${tracer} does not trace a live cluster`,
      "it reads this machine's kernel, and where the cluster's nodes are is not its business",
      `cni-lab trace --backend ${backend}`,
    );
  }
  const { openCluster } = await import('./labs/open-cluster.ts');
  const { trace } = await import('./trace/trace.ts');
  const cluster = await openCluster(backend, choice, signal);
  const kind = probe.kind ?? 'ping';
  return trace(cluster, { probe: { ...probe, kind }, placement, signal, onPhase }).finally(() =>
    cluster.close(),
  );
}

function usage(message: string, why: string, mend: string): LabError {
  return new LabError('E_USAGE', { message, why, mend });
}
