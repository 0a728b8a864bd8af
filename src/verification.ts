import { randomBytes } from 'node:crypto';
import type { EngineName } from './capture/engine.ts';
import { engineNamed } from './capture/engines.ts';
import { askedAs, type Datapath, probesOf } from './datapaths/datapath.ts';
import { LabError } from './errors.ts';
import { explainFailure } from './host/explain-failure.ts';
import { localRunner } from './host/local-runner.ts';
import { kernelRelease, toolVersions } from './host/tool-versions.ts';
import { runPairs } from './pairs/run-pairs.ts';
import type { Job, Plan } from './plan.ts';
import { pooled } from './pooled.ts';
import type { ProbeOptions } from './probes/probe.ts';
import { judgedRun, resultDocument } from './report/result-document.ts';
import { type ResultDocument, type RunDocument, worstOf } from './report/run-document.ts';
import { run } from './run.ts';
import { RunFolder } from './run-folder/run-folder.ts';
import type { ProbeKind } from './verdict/join-key.ts';

export interface Verification {
  readonly plan: Plan;
  /** Null: of the kinds that a datapath can be shown with, the first. */
  readonly probe: Omit<ProbeOptions, 'kind'> & { readonly kind: ProbeKind | null };
  /** How many at the same time, where each has a lab of its own. */
  readonly parallel: number;
  /** Whether the kernel's own tracepoints are a witness, too. */
  readonly trace?: boolean;
  /** What captures. */
  readonly engine?: EngineName;
  /** Where the run folder goes; by default `cni-lab-runs/ID` under the working directory. */
  readonly out: string | undefined;
  readonly signal: AbortSignal;
  readonly onPhase: (datapath: string, phase: string) => void;
  readonly onResult: (result: ResultDocument) => void;
}

/** Verifies every job, writes the run folder, and returns the run document. @throws LabError */
export async function verify(verification: Verification): Promise<RunDocument> {
  const started = new Date();
  const id = runId(started);
  const folder = new RunFolder(verification.out ?? `cni-lab-runs/${id}`);
  try {
    return await verifyAll(verification, folder, id, started);
  } catch (error) {
    folder.discard();
    throw error;
  }
}

async function verifyAll(
  verification: Verification,
  folder: RunFolder,
  id: string,
  started: Date,
): Promise<RunDocument> {
  const { plan, signal } = verification;
  const { jobs, backend, cni } = plan;
  // asked while the first lab is taken down, when there is nothing else to wait for
  let versions: ReturnType<typeof toolVersions> | undefined;
  const onPhase = (datapath: string, phase: string) => {
    if (phase === 'judge' || phase === 'teardown') versions ??= toolVersions(localRunner);
    verification.onPhase(datapath, phase);
  };
  const atOnce = plan.sharesPods ? 1 : verification.parallel;
  const found = await pooled(jobs, atOnce, async (job) => {
    const ofJob = await verifyJob(job, folder, { ...verification, onPhase }).catch((error) => {
      if (jobs.length === 1 || signal.aborted) throw error;
      return [brokenOff(job, explainFailure(error))];
    });
    const worst = worstOf(ofJob.map((result) => result.verdict));
    verification.onResult(ofJob.find((result) => result.verdict === worst)!);
    return ofJob;
  });
  const results = found.flat();
  const document: RunDocument = {
    schema: 'cni-lab/run/1',
    id,
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    backend,
    verdict: worstOf(results.map((r) => r.verdict)),
    environment: { kernel: kernelRelease(), tools: (await versions) ?? {}, cni },
    results,
    folder: folder.path,
  };
  folder.writeDocument(document);
  return document;
}

async function verifyJob(
  job: Job,
  folder: RunFolder,
  { probe, trace = false, engine = 'tcpdump', signal, onPhase }: Verification,
): Promise<ResultDocument[]> {
  const { datapath, others, makeLab, release } = job;
  const options = {
    ...{ probe: { ...probe, kind: probeKind(datapath, probe.kind) }, trace, signal, others },
    engine: engineNamed(engine),
    onPhase: (phase: string) => onPhase(datapath.name, phase),
  };
  const runs = job.pairs
    ? await runPairs(datapath, job.pairs(), makeLab, release, options)
    : [await run(datapath, makeLab, release, options)];
  return runs.map((finished) => {
    folder.writeCaptures(finished);
    return withWord(resultDocument(judgedRun(finished)), job);
  });
}

/** @throws LabError E_WRONG_PROBE if the datapath cannot be shown with the one that is asked for */
export function probeKind(
  datapath: Datapath,
  asked: ProbeKind | null,
  command = 'verify',
): ProbeKind {
  const kinds = probesOf(datapath);
  if (asked === null) return kinds[0];
  if (kinds.includes(asked)) return asked;
  throw new LabError('E_WRONG_PROBE', {
    message: `${datapath.name} cannot be shown with ${asked}`,
    why: `it is about ${kinds.join(' and ')} traffic`,
    mend: `cni-lab ${command} ${askedAs(datapath)} --probe ${kinds[0]}`,
  });
}

/** Beside the captures' word the cluster's own, where it has one. */
function withWord(result: ResultDocument, { because, labOf }: Job): ResultDocument {
  const isBroken = because.length > 0 && result.verdict === 'fail' && labOf === result.datapath;
  if (!isBroken) return { ...result, because };
  const names = result.identified.map((guess) => guess.datapath);
  const seen = names.length > 0 ? names.join(' or ') : 'no datapath of the catalogue';
  return { ...result, because, disagreement: { said: because, seen } };
}

/** A machine that lacks something skips a datapath; anything else leaves it inconclusive. */
function brokenOff(job: Job, failure: LabError): ResultDocument {
  return {
    datapath: job.datapath.name,
    lab: job.labOf,
    verdict: isUnfit(failure) ? 'skipped' : 'inconclusive',
    reason: failure.message,
    error: failure.toJSON(),
    because: job.because,
    ...{ taps: [], findings: [], witnesses: [], identified: [], tellApart: null, phasesMs: {} },
  };
}

function isUnfit({ code, exitCode }: LabError): boolean {
  return exitCode === 3 || code === 'E_WRONG_PROBE' || code === 'E_USAGE';
}

/** `20261121-101502-7f3a`: date and time in UTC, and something to tell runs of one second apart. */
export function runId(at: Date): string {
  const [date, time] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return `${date}-${time}-${randomBytes(2).toString('hex')}`;
}
