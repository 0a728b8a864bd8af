import { otherDatapaths } from './cni/cilium/other-datapaths.ts';
import { mayHaveServices, type ServiceFacts, serviceDatapaths } from './cni/service-datapaths.ts';
import { CATALOGUE, findDatapath } from './datapaths/catalogue.ts';
import { type Datapath, type Placement, placementOf } from './datapaths/datapath.ts';
import { type Family, type Passage, passageOf } from './datapaths/topology.ts';
import { LabError } from './errors.ts';
import { liveBridgeNetfilter } from './labs/bridge-netfilter.ts';
import { clusterLab } from './labs/cluster/cluster-lab.ts';
import { askCni, type CniWord } from './labs/cluster/cni-word.ts';
import { type LiveCluster, pairOf } from './labs/cluster/live-cluster.ts';
import { isOwnPod } from './labs/cluster/own-pods.ts';
import type { PodSite } from './labs/cluster/site.ts';
import { liveKubeProxyMode } from './labs/service-rules.ts';
import { propOf, type Stage, setStage } from './live-stage.ts';
import type { Job, Plan } from './plan.ts';

export interface LiveChoice {
  readonly all?: boolean;
  readonly family: Family;
  /** Nothing is to be changed in the cluster. */
  readonly readOnly?: boolean;
}

/**
 * Which datapaths to verify on a live cluster: those named, else what its live mode promises.
 * @throws LabError E_CNI_UNKNOWN where nothing is named and nothing is promised
 */
export async function planLiveJobs(
  cluster: LiveCluster,
  named: readonly Datapath[],
  choice: LiveChoice,
  signal: AbortSignal,
): Promise<Plan> {
  const { backend, name } = cluster;
  const { family } = choice;
  const word = await askCni(cluster, { family, thorough: false, signal });
  const targets =
    named.length > 0
      ? named.map((d) => targetOf(cluster, d, family))
      : await promisedTargets(cluster, word, choice);
  const jobs = targets.map((target): Job => {
    const { judged, pods, promise } = target;
    const { promised, because } = promise ?? promiseOf(word, pods, placementOf(judged));
    const lab = promised === null ? judged : findDatapath(promised);
    let stage: Stage | undefined;
    return {
      datapath: judged,
      labOf: lab.name,
      others: [judged],
      because,
      makeLab: async () => {
        stage = await setStage(cluster, target, { ...choice, signal });
        const { pods, passage, kubeProxy } = stage;
        return clusterLab({
          ...{
            name,
            backend,
            datapath: lab,
            family,
            programs: word.programs,
            cni: word.report.name,
          },
          ...{ pods, passage, kubeProxy },
        });
      },
      release: async () => stage?.clear(),
    };
  });
  return {
    ...{ jobs, backend, sharesPods: true, cni: word.report },
    notes: () => [],
    close: () => cluster.close(),
  };
}

/** A datapath to be judged, and the pods and ends that show it. */
interface Target {
  readonly judged: Datapath;
  readonly pods: readonly [PodSite, PodSite];
  readonly passage: Passage;
  /** Where it is not what the two pods' own promise is about. */
  readonly promise?: { readonly promised: string | null; readonly because: readonly string[] };
}

function targetOf(cluster: LiveCluster, judged: Datapath, family: Family): Target {
  const passage = passageOf(judged.topology(family));
  const { from, to, outsideCgroup } = passage;
  const isPair = from === 'pod1' && to === 'pod2' && !judged.backends && !outsideCgroup;
  if (passage.service !== undefined && !isPair) throw onlyEmbedded(judged, passage);
  const target = { judged, passage, pods: pairOf(cluster, placementOf(judged)) };
  const isPlain = propOf(judged) === null && passage.from.startsWith('pod');
  return isPlain ? target : { ...target, promise: { promised: null, because: [] } };
}

/** A service of ours on a cluster has pod 2 behind it and no other, and pod 1 asks it. */
function onlyEmbedded({ name, backends = [] }: Datapath, passage: Passage): LabError {
  const { from, to, outsideCgroup } = passage;
  const asking = outsideCgroup ? `who is outside the cgroup of ${from}` : from;
  return new LabError('E_USAGE', {
    message: `${name} can be shown in an embedded lab only`,
    why: `its service is asked by ${asking}, with ${[to, ...backends].join(' and ')} behind it: no such one is made on a cluster`,
    mend: `cni-lab verify ${name} --backend netns`,
  });
}

/** What the live cluster promises: for pods of one node; with --all, everything that it can show. */
async function promisedTargets(
  cluster: LiveCluster,
  word: CniWord,
  choice: LiveChoice,
): Promise<Target[]> {
  const { all, family } = choice;
  const plain = placements(cluster, all ?? false).map((placement) => {
    const { promised, because } = promiseOf(word, pairOf(cluster, placement), placement);
    return targetOf(cluster, findDatapath(known(promised, because)), family);
  });
  const podToPod = plain.map(({ judged }) => judged.name);
  const more = all ? await othersPromised(cluster, word, podToPod, family) : [];
  const mayChange =
    !choice.readOnly && plain[0]!.pods.every(({ pod }) => isOwnPod(pod, cluster.name));
  const shown = more.filter((datapath) => mayChange || propOf(datapath) === null);
  return [...plain, ...shown.map((datapath) => targetOf(cluster, datapath, family))];
}

/**
 * Datapaths other than from pod to pod that the cluster has, as far as the catalogue knows them.
 * @param podToPod names of those, that within a node first
 */
async function othersPromised(
  cluster: LiveCluster,
  word: CniWord,
  podToPod: readonly string[],
  family: Family,
): Promise<Datapath[]> {
  const { mode } = word.report;
  const names = [
    ...(mayHaveServices(podToPod)
      ? serviceDatapaths(podToPod, await serviceFacts(cluster, family))
      : []),
    ...(mode ? otherDatapaths(mode, podToPod[0]!) : []),
  ];
  return names.flatMap((name) => CATALOGUE.find((datapath) => datapath.name === name) ?? []);
}

/** It takes some processes on the node. */
async function serviceFacts(cluster: LiveCluster, family: Family): Promise<ServiceFacts> {
  const { net } = cluster.sites[0]!.node.access;
  const [{ mode: kubeProxy }, bridgeNetfilter] = await Promise.all([
    liveKubeProxyMode(net, family),
    liveBridgeNetfilter(net, family),
  ]);
  return { kubeProxy, bridgeNetfilter };
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
