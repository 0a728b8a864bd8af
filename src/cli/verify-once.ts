import type { EngineName } from '../capture/engine.ts';
import { type Choice, planJobs } from '../plan-jobs.ts';
import type { RunDocument } from '../report/run-document.ts';
import { styleOf } from '../ui/style.ts';
import { type Verification, verify } from '../verification.ts';
import { cleanUp } from './clean-up.ts';
import { liveList } from './live-list.ts';
import { type ProbeCommandOptions, probeOf } from './options.ts';
import type { Progress } from './progress.ts';

export type VerifyChoice = Choice &
  ProbeCommandOptions & {
    readonly out?: string;
    readonly jobs: number;
    readonly trace?: boolean;
    readonly engine: EngineName;
  };

/** One verification from its plan to its end. */
export interface Verified {
  readonly document: RunDocument;
  /** What the user has to know afterwards. */
  readonly notes: readonly string[];
  /** What was made could not be removed again. */
  readonly unclean: boolean;
}

/** Plans, verifies, and cleans up; a result that there is gets through, whatever the clean-up meets. @throws LabError */
export async function verifyOnce(
  names: readonly string[],
  choice: VerifyChoice,
  signal: AbortSignal,
  shown: Progress,
): Promise<Verified> {
  shown.step('looking around');
  const plan = await planJobs(names, choice, signal);
  let document: RunDocument;
  try {
    document = await verify({
      ...{ plan, probe: probeOf(choice), parallel: choice.jobs, out: choice.out, signal },
      ...told(plan.jobs.length, shown),
      ...{ trace: choice.trace ?? false, engine: choice.engine },
    });
  } catch (error) {
    await plan.close().catch(() => {}); // what it failed for is more to the point
    throw error;
  }
  const left = await cleanUp(() => plan.close(), 'cni-lab down --all');
  return { document, notes: [...plan.notes(), ...(left ? [left] : [])], unclean: left !== null };
}

/** Of one datapath the phase that it is in; of several a list. */
function told(jobs: number, shown: Progress): Pick<Verification, 'onPhase' | 'onResult'> {
  if (jobs === 1) {
    return {
      onPhase: (datapath, phase) => shown.step(`${datapath}: ${phase}`),
      onResult: () => {},
    };
  }
  const style = styleOf(process.stderr, process.env);
  const list = liveList(shown, jobs, style, process.stderr.rows || 24);
  return { onPhase: list.phase, onResult: list.ended };
}
