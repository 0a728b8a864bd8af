import { isThere } from '../../host/private-file.ts';
import { connect } from '../../kubernetes/connect.ts';
import { type LiveCluster, surveyCluster } from '../cluster/live-cluster.ts';
import { reachByNsenter } from '../cluster/reach/nsenter.ts';
import { borrowLab, type KindRecord } from '../lab-record.ts';
import { kubeconfigPath, renewKubeconfig } from './kubeconfig-file.ts';
import { ensureKindPods } from './raise-kind-lab.ts';

/** A kind lab that is up, its pods surveyed; pods that are missing are made. @throws LabError, CommandError */
export async function openKindCluster(
  record: KindRecord,
  signal?: AbortSignal,
): Promise<LiveCluster> {
  borrowLab(record);
  const { name, spec } = record;
  const kubeconfig = kubeconfigPath(name);
  if (!isThere(kubeconfig)) await renewKubeconfig(name);
  const kubernetes = await connect({ kubeconfig });
  const nodes = await kubernetes.nodes({ signal });
  const pods = await ensureKindPods(kubernetes, name, spec, nodes, signal);
  const cluster = { name, backend: 'kind' as const, kubernetes, nodes };
  return surveyCluster(cluster, pods, [reachByNsenter]);
}
