import { type Datapath, placementOf } from './datapaths/datapath.ts';
import type { ClusterChoice } from './labs/cluster/cluster-choice.ts';
import { ambiguous, keptLabs } from './labs/find-lab.ts';
import type { Backend } from './labs/lab.ts';
import { labRecord } from './labs/lab-record.ts';
import { namedDatapaths } from './named-datapaths.ts';
import { type JobChoice, planNetnsJobs } from './netns-jobs.ts';
import type { Plan } from './plan.ts';

export type Choice = JobChoice & ClusterChoice & { readonly backend?: Backend };

/** What to verify, and where: on the backend that is asked for, else in the lab that is up. @throws LabError */
export async function planJobs(
  names: readonly string[],
  choice: Choice,
  signal: AbortSignal,
): Promise<Plan> {
  const backend = choice.backend ?? backendOfLab(names, choice);
  const named = choice.all ? [] : await namedDatapaths(names);
  if (backend === 'netns') return planNetnsJobs(named, choice, signal);
  const { openCluster } = await import('./labs/open-cluster.ts');
  const { planLiveJobs } = await import('./live-jobs.ts');
  const near = !choice.all && named.every(isNear);
  const cluster = await openCluster(backend, { ...choice, near }, signal);
  return planLiveJobs(cluster, named, choice, signal);
}

/** That of a lab of that name; or, where no datapath is named either, of the one that is up. */
export function backendOfLab(names: readonly string[], choice: Choice): Backend {
  if (choice.lab) return 'netns';
  if (choice.name) return labRecord(choice.name)?.backend ?? 'netns';
  if (names.length > 0 || choice.all) return 'netns';
  const kept = keptLabs();
  if (!kept.some((lab) => lab.backend === 'kind')) return 'netns';
  if (kept.length > 1) throw ambiguous(kept);
  return 'kind';
}

function isNear(datapath: Datapath): boolean {
  return placementOf(datapath) === 'same-node';
}
