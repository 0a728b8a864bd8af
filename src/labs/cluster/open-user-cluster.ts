import { LabError } from '../../errors.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { checkLabName, randomLabName } from '../lab-name.ts';
import { type ClusterRecord, claimLab, forgetLab, keepLab, labRecord } from '../lab-record.ts';
import { chooseNodes } from './choose-nodes.ts';
import type { ClusterChoice } from './cluster-choice.ts';
import { type LiveCluster, surveyCluster } from './live-cluster.ts';
import { namedPod } from './named-pods.ts';
import { removeClusterObjects } from './remove-cluster-objects.ts';
import { strategies } from './strategies.ts';
import { ensureTestPods } from './test-pods.ts';

/**
 * Any cluster that a kubeconfig reaches, with test pods of ours in a namespace of ours, or with pods
 * that are there already. What was made is removed when it is closed, unless it is to be kept.
 * @throws LabError, CommandError
 */
export async function openUserCluster(
  choice: ClusterChoice,
  signal: AbortSignal,
): Promise<LiveCluster> {
  const { kubeconfig, context } = choice;
  const kubernetes = await connect({ kubeconfig, context });
  const name = checkLabName(choice.name ?? randomLabName());
  const record = claimed(name, choice, kubernetes.context);
  const remove = async () => {
    await removeClusterObjects(kubernetes, record);
    forgetLab(name);
  };
  const release = async () => {
    if (!choice.keep || signal.aborted) return remove();
    keepLab(record);
  };
  try {
    const nodes = await kubernetes.nodes({ signal });
    const pods = await podsOf(kubernetes, choice, record, nodes, signal);
    const { namespace } = record;
    const image = choice.agentImage ?? null;
    const ways = strategies({ kubernetes, namespace, lab: name, image, signal }, choice.way);
    const cluster = { name, backend: 'cluster' as const, kubernetes, nodes };
    return await surveyCluster(cluster, pods, ways, release);
  } catch (error) {
    await remove().catch(() => {}); // what it failed for is more to the point
    kubernetes.close();
    throw error;
  }
}

/** The lab of that name if it was left up, else a new one. */
function claimed(name: string, choice: ClusterChoice, context: string | null): ClusterRecord {
  const there = labRecord(name);
  if (there?.backend === 'cluster') return there;
  return claimLab<ClusterRecord>({
    ...{ name, backend: 'cluster', kubeconfig: choice.kubeconfig ?? null, context },
    namespace: choice.namespace ?? `cni-lab-${name}`,
  });
}

async function podsOf(
  kubernetes: Kubernetes,
  choice: ClusterChoice,
  { name, namespace }: ClusterRecord,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<Pod[]> {
  const { from, to } = choice;
  if (from && to) {
    const home = choice.namespace ?? 'default';
    return [
      await namedPod(kubernetes, from, home, signal),
      await namedPod(kubernetes, to, home, signal),
    ];
  }
  if (from || to || choice.readOnly) {
    throw new LabError('E_USAGE', {
      message: 'both pods have to be named: --from and --to',
      why: choice.readOnly ? 'with --read-only no pod is made' : 'a probe has two ends',
      mend: 'cni-lab verify --backend cluster --from NAMESPACE/POD --to NAMESPACE/POD',
    });
  }
  const [first, second] = chooseNodes(nodes, { tainted: false });
  const pods = { pod1: first!, pod2: first!, ...(second ? { pod3: second } : {}) };
  const image = choice.testImage ?? null;
  return ensureTestPods(kubernetes, { namespace, lab: name, pods, image }, signal);
}
