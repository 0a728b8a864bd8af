import { isThere } from '../../host/private-file.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { ClusterChoice } from '../cluster/cluster-choice.ts';
import { type LiveCluster, nearOnly, surveyCluster } from '../cluster/live-cluster.ts';
import type { Populate } from '../cluster/populate.ts';
import { strategies } from '../cluster/strategies.ts';
import { borrowLab, type KindRecord } from '../lab-record.ts';
import { kubeconfigPath, renewKubeconfig } from './kubeconfig-file.ts';
import { requireRunningNodes } from './node-states.ts';
import { ensureKindPods, LAB_NAMESPACE } from './raise-kind-lab.ts';

/**
 * A kind lab that is up, its pods surveyed; pods that are missing are made.
 * @param populate puts other pods than its own into it, and copes with nodes that do not run
 * @throws LabError, CommandError
 */
export async function openKindCluster(
  record: KindRecord,
  choice: ClusterChoice,
  signal?: AbortSignal,
  populate?: Populate,
): Promise<LiveCluster> {
  borrowLab(record);
  const { name } = record;
  const kubeconfig = kubeconfigPath(name);
  // beside the rest, since Docker takes its time; what it says comes before what follows from it
  const running = populate ? Promise.resolve() : requireRunningNodes(name);
  running.catch(() => {}); // awaited below
  const vain = new AbortController();
  const stop = signal ? AbortSignal.any([signal, vain.signal]) : vain.signal;
  const opening = open(record, kubeconfig, choice, stop, populate);
  try {
    const [cluster] = await Promise.all([opening, running]);
    return cluster;
  } catch (error) {
    opening.then((cluster) => cluster.close()).catch(() => {});
    vain.abort(); // what still waits for a node that does not run
    if (!signal?.aborted) await running;
    throw error;
  }
}

async function open(
  { name, spec }: KindRecord,
  kubeconfig: string,
  choice: ClusterChoice,
  signal?: AbortSignal,
  populate?: Populate,
): Promise<LiveCluster> {
  if (!isThere(kubeconfig)) await renewKubeconfig(name);
  const kubernetes = await connect({ kubeconfig });
  const nodes = await kubernetes.nodes({ signal });
  const image = choice.agentImage ?? null;
  const plan = { kubernetes, namespace: LAB_NAMESPACE, lab: name, image, signal };
  const cluster = { name, backend: 'kind' as const, kubernetes, nodes };
  const ways = strategies(plan, choice.way);
  const release = async () => {};
  if (populate) {
    const bare = { namespace: LAB_NAMESPACE, testImage: spec.testImage, strategies: ways };
    return populate({ ...cluster, ...bare, release });
  }
  const pods = await ensureKindPods(kubernetes, name, spec, nodes, signal);
  return surveyCluster(cluster, nearOnly(pods, choice), ways, release);
}
