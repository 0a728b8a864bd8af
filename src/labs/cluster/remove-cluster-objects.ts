import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type ClusterRecord, forgetLab, recordFile } from '../lab-record.ts';
import { hasLabels, labLabels } from './lab-labels.ts';
import { removeLeftPolicy } from './network-policy.ts';

const AGAIN_MS = 500;

type Labels = Readonly<Record<string, string>>;

/**
 * Removes all that a lab made in a cluster: its pods, their services and policy, and the namespace if
 * it is of its making.
 * Known by labels alone; nothing there is no error.
 * @param patienceMs how long to try again where the API server is gone: one that was restarted comes back
 * @throws LabError
 */
export async function removeClusterObjects(
  kubernetes: Kubernetes,
  record: Pick<ClusterRecord, 'name' | 'namespace'>,
  patienceMs = 0,
): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let wasGone = false; ; wasGone = true) {
    try {
      return await removeOnce(kubernetes, record);
    } catch (error) {
      if (performance.now() > until || !mayPass(error, wasGone)) throw error;
      await delay(AGAIN_MS);
    }
  }
}

/** An API server that has just come back refuses everybody until it has read its roles. */
function mayPass(error: unknown, wasGone: boolean): boolean {
  if (!(error instanceof LabError)) return false;
  const passing = ['E_CLUSTER_UNREACHABLE', 'E_CLUSTER_API', 'E_TIMEOUT'];
  return passing.includes(error.code) || (wasGone && error.code === 'E_CLUSTER_FORBIDDEN');
}

async function removeOnce(
  kubernetes: Kubernetes,
  { name, namespace }: Pick<ClusterRecord, 'name' | 'namespace'>,
): Promise<void> {
  const labels = labLabels(name);
  const pods = await kubernetes.pods({ namespace, labels });
  await Promise.all(
    pods.flatMap((pod) => [
      kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: pod.name } }),
      removeService(kubernetes, { ...pod, labels }),
    ]),
  );
  await removeLeftPolicy(kubernetes, { name, namespace });
  const own = await kubernetes.namespaces(labels);
  for (const { name } of own) await kubernetes.removeNamespace(name);
}

/** A service bears the name of its pod; one that has not our labels is somebody else's. */
async function removeService(
  kubernetes: Kubernetes,
  { namespace, name, labels }: Pick<Pod, 'namespace' | 'name' | 'labels'>,
): Promise<void> {
  const reference = { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } };
  const found = await kubernetes.get<{ metadata: { labels?: Labels } }>(reference);
  if (found && hasLabels({ labels: {}, ...found.metadata }, labels)) {
    await kubernetes.remove(reference);
  }
}

/** Removes what a lab left in the cluster of its record, by the kubeconfig that it was made with. @throws LabError */
export async function removeClusterLab(record: ClusterRecord): Promise<void> {
  const { kubeconfig, context } = record;
  let kubernetes: Kubernetes | undefined;
  try {
    kubernetes = await connect({
      ...(kubeconfig && { kubeconfig }),
      ...(context && { context }),
    });
    await removeClusterObjects(kubernetes, record);
    forgetLab(record.name);
  } catch (error) {
    throw notRemoved(error, record);
  } finally {
    kubernetes?.close();
  }
}

/** What to do where the cluster itself is gone is not for us to decide. */
function notRemoved(error: unknown, { name }: ClusterRecord): unknown {
  if (!(error instanceof LabError)) return error;
  const { code, message, why, mend } = error;
  return new LabError(
    code,
    {
      message: `what the lab ${name} made in its cluster could not be removed: ${message}`,
      why,
      mend: `${mend}; then: cni-lab down --name ${name}; if there is no such cluster any more: rm ${recordFile(name)}`,
    },
    { cause: error },
  );
}
