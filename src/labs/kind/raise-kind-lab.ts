import { LabError } from '../../errors.ts';
import { isThere } from '../../host/private-file.ts';
import { connect } from '../../kubernetes/connect.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import { chooseNodes } from '../cluster/choose-nodes.ts';
import { ensureTestPods } from '../cluster/test-pods.ts';
import { checkLabName } from '../lab-name.ts';
import {
  borrowLab,
  claimLab,
  type KindRecord,
  keepLab,
  type LabRecord,
  labRecord,
  stateOf,
} from '../lab-record.ts';
import { installCni } from './cni/install-cni.ts';
import { requireCniFiles } from './cni/require-files.ts';
import { createCluster, loadArchives } from './create-cluster.ts';
import { clusterName, dockerRunner, kindLabs } from './kind-cli.ts';
import type { KindSpec } from './kind-spec.ts';
import { ensureKubeProxy } from './kube-proxy.ts';
import { kubeconfigPath, renewKubeconfig } from './kubeconfig-file.ts';
import { startStoppedNodes } from './node-states.ts';
import { requireKindHost } from './preflight/preflight-kind.ts';
import { removeKindLab } from './remove-kind-lab.ts';
import { removePodsOf, waitForApiServer } from './restart.ts';
import { waitForNodes } from './wait-for-nodes.ts';

/** Does one step, and tells the user of it. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export interface RaiseOptions {
  readonly name: string;
  readonly spec: KindSpec;
  /** Leave what there is when it fails. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
  readonly step: Step;
}

/** The namespace of a lab's pods. */
export const LAB_NAMESPACE = 'cni-lab';

/**
 * Provisions a kind cluster with its CNI and the test pods; on one that is up, mends what is missing.
 * What was made is removed again if it fails or is interrupted, unless it is to be kept.
 * @throws LabError, CommandError
 */
export async function raiseKindLab(options: RaiseOptions): Promise<Kubernetes> {
  const name = checkLabName(options.name);
  const there = (await kindLabs()).includes(name);
  const record = labRecord(name);
  if (record && record.backend !== 'kind') throw taken(name, 'an embedded lab');
  if (record && !record.kept && stateOf(record) === 'in use') throw beingMade(name);
  if (there) requireSame(name, record, options.spec);
  const claimed = record ?? claimLab<KindRecord>({ name, backend: 'kind', spec: options.spec });
  if (record) borrowLab(claimed);
  try {
    const kubernetes = await provision(there, { ...options, name });
    keepLab({ ...claimed, spec: options.spec });
    return kubernetes;
  } catch (error) {
    if (!options.keep && !there) await removeKindLab(name);
    throw error;
  }
}

async function provision(there: boolean, options: RaiseOptions): Promise<Kubernetes> {
  const { name, spec, signal, step } = options;
  const kubeconfig = kubeconfigPath(name);
  let restarted: string[] = [];
  if (there) {
    restarted = await step('nodes of the cluster that is there', () => startStoppedNodes(name));
    if (restarted.length > 0 || !isThere(kubeconfig)) await renewKubeconfig(name);
  } else {
    await step('preflight', () => preflight(name, spec, signal));
    await step(`kind cluster ${clusterName(name)}, ${spec.nodes} nodes`, () =>
      createCluster(name, spec, kubeconfig, { retain: options.keep, signal }),
    );
  }
  if (spec.archives.length > 0 && !there) {
    await step('images into every node', () => loadArchives(name, spec.archives, signal));
  }
  const kubernetes = await connect({ kubeconfig });
  const nodes = await step('API server', async () => {
    if (there) await waitForApiServer(kubernetes, restarted, signal);
    return waitForNodes(kubernetes, 'known', spec.nodes, signal);
  });
  if (restarted.length > 0) {
    await removePodsOf(restarted, kubernetes, { namespace: LAB_NAMESPACE, lab: name }, signal);
  }
  if (spec.kubeProxy !== 'none') {
    await step(`kube-proxy, ${spec.kubeProxy}`, () => ensureKubeProxy(kubernetes, nodes, signal));
  }
  await step(`CNI ${spec.cni.kind === 'cilium' ? `cilium, ${spec.cni.mode}` : spec.cni.kind}`, () =>
    installCni(spec.cni, { lab: name, kubeconfig, kubernetes, nodes, signal }),
  );
  if (spec.cni.kind === 'none') return kubernetes; // without a network no pod can run
  const ready = await step('nodes ready', () =>
    waitForNodes(kubernetes, 'ready', spec.nodes, signal),
  );
  if (there && isSwitched(labRecord(name), spec)) {
    // what a pod's device is, the mode (or a value) decides when the pod is made
    const all = nodes.map((node) => node.name);
    await removePodsOf(all, kubernetes, { namespace: LAB_NAMESPACE, lab: name }, signal);
  }
  await step('test pods', () => ensureKindPods(kubernetes, name, spec, ready, signal));
  return kubernetes;
}

function isSwitched(record: LabRecord | null, { cni }: KindSpec): boolean {
  if (record?.backend !== 'kind') return false;
  const was = record.spec.cni;
  return cni.kind === 'cilium' && JSON.stringify(was) !== JSON.stringify(cni);
}

/** What is missing on this machine is said before anything is made. @throws LabError */
async function preflight(name: string, spec: KindSpec, signal: AbortSignal): Promise<void> {
  const { cni, image, nodes, archives } = spec;
  await requireKindHost({
    ...{ runner: dockerRunner, cluster: clusterName(name), image, nodes, archives },
    needsHelm: cni.kind === 'cilium' || cni.kind === 'chart',
    chart: 'chart' in cni ? cni.chart : null,
  });
  await requireCniFiles(cni, signal);
}

/** pod1 and pod2 on one node, pod3 on another if there is one. */
export async function ensureKindPods(
  kubernetes: Kubernetes,
  lab: string,
  spec: KindSpec,
  nodes: readonly Node[],
  signal?: AbortSignal,
) {
  const [first, second] = chooseNodes(nodes, { tainted: true });
  const pods = { pod1: first!, pod2: first!, ...(second ? { pod3: second } : {}) };
  const plan = { namespace: LAB_NAMESPACE, lab, pods, image: spec.testImage };
  return ensureTestPods(kubernetes, plan, signal);
}

/** What a cluster is made with once and for all, and the options that say so. */
const FIXED = [
  { key: 'nodes', option: '--nodes' },
  { key: 'image', option: '--kind-image' },
  { key: 'kubeProxy', option: '--kube-proxy' },
] as const;

/** A cluster that is there is gone on with only if it is what was asked for. @throws LabError E_CLUSTER_EXISTS */
function requireSame(name: string, record: KindRecord | null, spec: KindSpec): void {
  if (record === null) {
    throw taken(
      name,
      'a cluster of which cni-lab knows nothing any more: its making was interrupted, or the machine was restarted',
    );
  }
  if (!record.kept) throw taken(name, 'a cluster whose making was interrupted');
  const differs = FIXED.find(({ key }) => record.spec[key] !== spec[key]);
  if (differs) {
    const { key, option } = differs;
    throw taken(name, `one with ${option} ${record.spec[key]}, not ${spec[key]}`);
  }
  if (record.spec.cni.kind !== spec.cni.kind) throw taken(name, `one with ${record.spec.cni.kind}`);
}

function beingMade(name: string): LabError {
  return new LabError('E_NAME_IN_USE', {
    message: `another cni-lab makes the lab "${name}" now`,
    why: 'two cannot make the same cluster',
    mend: `wait for it (cni-lab status), or choose another --name`,
  });
}

function taken(name: string, what: string): LabError {
  return new LabError('E_CLUSTER_EXISTS', {
    message: `there is a lab "${name}" already: ${what}`,
    why: 'what there is cannot be turned into what was asked for',
    mend: `cni-lab down --name ${name}, then the same command again; or another --name`,
  });
}
