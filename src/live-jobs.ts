import { findDatapath, selectDatapaths } from './datapaths/catalogue.ts';
import { type Datapath, type Placement, placementOf } from './datapaths/datapath.ts';
import { LabError } from './errors.ts';
import { clusterLab } from './labs/cluster/cluster-lab.ts';
import { askCni, type CniWord } from './labs/cluster/cni-word.ts';
import { type LiveCluster, pairOf } from './labs/cluster/live-cluster.ts';
import type { PodSite } from './labs/cluster/site.ts';
import type { Job, Plan } from './plan.ts';

export interface LiveChoice {
  readonly all?: boolean;
  readonly family: 4 | 6;
}

/**
 * Which datapaths to verify on a live cluster: those named, else what its live mode promises.
 * @throws LabError E_CNI_UNKNOWN where nothing is named and nothing is promised
 */
export async function planLiveJobs(
  cluster: LiveCluster,
  names: readonly string[],
  choice: LiveChoice,
  signal: AbortSignal,
): Promise<Plan> {
  const { backend, name } = cluster;
  const { family } = choice;
  const word = await askCni(cluster, { family, thorough: true, signal });
  const jobOf = (datapath: Datapath | null, placement: Placement): Job => {
    const pods = pairOf(cluster, placement);
    const { promised, because } = promiseOf(word, pods, placement);
    const judged = datapath ?? findDatapath(known(promised, because));
    const lab = findDatapath(promised ?? judged.name);
    return {
      datapath: judged,
      labOf: lab.name,
      because,
      makeLab: async () =>
        clusterLab({ name, backend, datapath: lab, family, pods, programs: word.programs }),
      release: async () => {},
    };
  };
  const jobs =
    names.length > 0
      ? [...new Set(names.flatMap(selectDatapaths))].map((d) => jobOf(d, placementOf(d)))
      : placements(cluster, choice.all ?? false).map((placement) => jobOf(null, placement));
  return {
    ...{ jobs, backend, cni: word.report },
    notes: () => [],
    close: () => cluster.close(),
  };
}

function placements(cluster: LiveCluster, all: boolean): Placement[] {
  const across = new Set(cluster.sites.map((site) => site.node)).size > 1;
  return all && across ? ['same-node', 'cross-node'] : ['same-node'];
}

function promiseOf(word: CniWord, pods: readonly [PodSite, PodSite], placement: Placement) {
  const answer = word.promise(pods, placement);
  return 'datapath' in answer
    ? { promised: answer.datapath, because: answer.because }
    : { promised: null, because: [answer.why] };
}

function known(promised: string | null, because: readonly string[]): string {
  if (promised) return promised;
  throw new LabError('E_CNI_UNKNOWN', {
    message: 'what this cluster promises is not known, so there is nothing to hold it against',
    why: because.join('; '),
    mend: 'cni-lab identify says what the captures look like; cni-lab verify DATAPATH holds them against one',
  });
}
