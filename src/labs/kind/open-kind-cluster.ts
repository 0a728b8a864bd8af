import { isThere } from '../../host/private-file.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { ClusterChoice } from '../cluster/cluster-choice.ts';
import { type LiveCluster, surveyCluster } from '../cluster/live-cluster.ts';
import { strategies } from '../cluster/strategies.ts';
import { borrowLab, type KindRecord } from '../lab-record.ts';
import { kubeconfigPath, renewKubeconfig } from './kubeconfig-file.ts';
import { requireRunningNodes } from './node-states.ts';
import { ensureKindPods, LAB_NAMESPACE } from './raise-kind-lab.ts';

/** A kind lab that is up, its pods surveyed; pods that are missing are made. @throws LabError, CommandError */
export async function openKindCluster(
  record: KindRecord,
  choice: ClusterChoice,
  signal?: AbortSignal,
): Promise<LiveCluster> {
  borrowLab(record);
  const { name, spec } = record;
  const kubeconfig = kubeconfigPath(name);
  const running = requireRunningNodes(name);
  running.catch(() => {}); // awaited below
  if (!isThere(kubeconfig)) await running.then(() => renewKubeconfig(name));
  const kubernetes = await connect({ kubeconfig });
  await running;
  const nodes = await kubernetes.nodes({ signal });
  const pods = await ensureKindPods(kubernetes, name, spec, nodes, signal);
  const image = choice.agentImage ?? null;
  const plan = { kubernetes, namespace: LAB_NAMESPACE, lab: name, image, signal };
  const cluster = { name, backend: 'kind' as const, kubernetes, nodes };
  return surveyCluster(cluster, pods, strategies(plan, choice.way), async () => {});
}
