import { resolve } from 'node:path';
import { LabError } from '../../errors.ts';
import { explainFailure } from '../../host/explain-failure.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { checkLabName, randomLabName } from '../lab-name.ts';
import {
  borrowLab,
  type ClusterRecord,
  claimLab,
  forgetLab,
  keepLab,
  labRecord,
  stateOf,
} from '../lab-record.ts';
import { chooseNodes } from './choose-nodes.ts';
import type { ClusterChoice } from './cluster-choice.ts';
import { type LiveCluster, surveyCluster } from './live-cluster.ts';
import { namedPod } from './named-pods.ts';
import type { Populate } from './populate.ts';
import { removeClusterObjects } from './remove-cluster-objects.ts';
import { strategies } from './strategies.ts';
import { ensureTestPods } from './test-pods.ts';

/** How long to try again to remove what was made where the API server is gone. */
const PATIENCE_MS = 20_000;
const PATIENCE_INTERRUPTED_MS = 5000;

/**
 * Any cluster that a kubeconfig reaches, with test pods of ours in a namespace of ours, or with pods
 * that are there already. What was made is removed when it is closed, unless it is to be kept, or was
 * there before.
 * @param populate puts other pods into it than two or three
 * @throws LabError, CommandError
 */
export async function openUserCluster(
  choice: ClusterChoice,
  signal: AbortSignal,
  populate?: Populate,
): Promise<LiveCluster> {
  requireBothPods(choice);
  const name = checkLabName(choice.name ?? randomLabName());
  const there = labThatIsThere(name, choice);
  const { kubeconfig, context } = there ? placeOf(there) : choice;
  const kubernetes = await connect({ kubeconfig, context });
  try {
    // before anything is made: who cannot do this much leaves nothing behind
    const nodes = await kubernetes.nodes({ signal });
    const named = await namedPods(kubernetes, choice, signal);
    const record = there ?? claimed(name, choice, kubernetes.context);
    if (there) borrowLab(there);
    return await open({ kubernetes, choice, record, nodes, named, signal, populate });
  } catch (error) {
    kubernetes.close();
    throw error;
  }
}

async function open(opening: {
  kubernetes: Kubernetes;
  choice: ClusterChoice;
  record: ClusterRecord;
  nodes: readonly Node[];
  named: readonly Pod[] | null;
  signal: AbortSignal;
  populate: Populate | undefined;
}): Promise<LiveCluster> {
  const { kubernetes, choice, record, nodes, signal, populate } = opening;
  const { name, namespace, kept } = record;
  const remove = async () => {
    if (kept) return; // it was there before
    const patience = signal.aborted ? PATIENCE_INTERRUPTED_MS : PATIENCE_MS;
    await removeClusterObjects(kubernetes, record, patience);
    forgetLab(name);
  };
  const release = async () => {
    if (choice.keep && !signal.aborted) keepLab(record);
    else await remove();
  };
  try {
    const image = choice.agentImage ?? null;
    const ways = strategies({ kubernetes, namespace, lab: name, image, signal }, choice.way);
    const cluster = { name, backend: 'cluster' as const, kubernetes, nodes };
    if (populate) {
      const bare = { namespace, testImage: choice.testImage ?? null, strategies: ways };
      return await populate({ ...cluster, ...bare, release });
    }
    const pods = opening.named ?? (await testPods(kubernetes, choice, record, nodes, signal));
    return await surveyCluster(cluster, pods, ways, release);
  } catch (error) {
    throw await remove().then(
      () => error,
      (left) => withRest(error, left, name),
    );
  }
}

/** A failure after which something of the lab is still in the cluster. */
function withRest(error: unknown, left: unknown, name: string): LabError {
  const { code, message, why, mend } = explainFailure(error);
  return new LabError(
    code,
    {
      message,
      why: `${why}; what had been made could not be removed: ${explainFailure(left).message}`,
      mend: `${mend}; and later, to remove what was made: cni-lab down --name ${name}`,
    },
    { cause: error },
  );
}

/**
 * The lab of that name, if it was left up or its process died; null if there is none.
 * @throws LabError E_NAME_IN_USE if it is something else
 */
function labThatIsThere(name: string, { kubeconfig, context }: ClusterChoice) {
  const there = labRecord(name);
  if (there?.backend !== 'cluster') return null; // that of another backend is met when the name is claimed
  const isSame =
    (!kubeconfig || resolve(kubeconfig) === there.kubeconfig) &&
    (!context || context === there.context);
  if (isSame && (there.kept || stateOf(there) === 'abandoned')) return there;
  throw new LabError('E_NAME_IN_USE', {
    message: `there is a lab "${name}" already`,
    why: isSame
      ? 'another cni-lab works on it now'
      : `it is in the cluster of ${there.kubeconfig ?? 'the default kubeconfig'}, context ${there.context}`,
    mend: `choose another --name; or: cni-lab down --name ${name}`,
  });
}

function placeOf({ kubeconfig, context }: ClusterRecord) {
  return { kubeconfig: kubeconfig ?? undefined, context: context ?? undefined };
}

function claimed(name: string, choice: ClusterChoice, context: string | null): ClusterRecord {
  // who removes it later may stand in another folder, and have another environment
  const kubeconfig = choice.kubeconfig ?? process.env.KUBECONFIG;
  return claimLab<ClusterRecord>({
    ...{ name, backend: 'cluster', context },
    kubeconfig: kubeconfig && !kubeconfig.includes(':') ? resolve(kubeconfig) : null,
    namespace: choice.namespace ?? `cni-lab-${name}`,
  });
}

/** @throws LabError E_USAGE */
function requireBothPods({ from, to, readOnly }: ClusterChoice): void {
  if (from && to) return;
  if (from || to || readOnly) {
    throw new LabError('E_USAGE', {
      message: 'both pods have to be named: --from and --to',
      why: readOnly ? 'with --read-only no pod is made' : 'a probe has two ends',
      mend: 'cni-lab verify --backend cluster --from NAMESPACE/POD --to NAMESPACE/POD',
    });
  }
}

/** Pods that are there already; null if none are named. */
async function namedPods(
  kubernetes: Kubernetes,
  { from, to, namespace = 'default' }: ClusterChoice,
  signal: AbortSignal,
): Promise<Pod[] | null> {
  if (!from || !to) return null;
  return [
    await namedPod(kubernetes, from, namespace, signal),
    await namedPod(kubernetes, to, namespace, signal),
  ];
}

function testPods(
  kubernetes: Kubernetes,
  { testImage }: ClusterChoice,
  { name, namespace }: ClusterRecord,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<Pod[]> {
  const [first, second] = chooseNodes(nodes, { tainted: false });
  const pods = { pod1: first!, pod2: first!, ...(second ? { pod3: second } : {}) };
  const plan = { namespace, lab: name, pods, image: testImage ?? null };
  return ensureTestPods(kubernetes, plan, signal);
}
