import { connect } from '../../kubernetes/connect.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { type ClusterRecord, forgetLab } from '../lab-record.ts';
import { labLabels } from './lab-labels.ts';

/**
 * Removes all that a lab made in a cluster: its pods, and the namespace if it is of its making.
 * Known by labels alone; nothing there is no error. @throws LabError
 */
export async function removeClusterObjects(
  kubernetes: Kubernetes,
  { name, namespace }: Pick<ClusterRecord, 'name' | 'namespace'>,
): Promise<void> {
  const labels = labLabels(name);
  const pods = await kubernetes.pods({ namespace, labels });
  await Promise.all(
    // a service bears the name of its pod
    pods.flatMap(({ name }) =>
      ['Pod', 'Service'].map((kind) =>
        kubernetes.remove({ apiVersion: 'v1', kind, metadata: { namespace, name } }),
      ),
    ),
  );
  const own = await kubernetes.namespaces(labels);
  for (const { name } of own) await kubernetes.removeNamespace(name);
}

/** Removes what a lab left in the cluster of its record, by the kubeconfig that it was made with. @throws LabError */
export async function removeClusterLab(record: ClusterRecord): Promise<void> {
  const { kubeconfig, context } = record;
  const kubernetes = await connect({
    ...(kubeconfig && { kubeconfig }),
    ...(context && { context }),
  });
  try {
    await removeClusterObjects(kubernetes, record);
    forgetLab(record.name);
  } finally {
    kubernetes.close();
  }
}
