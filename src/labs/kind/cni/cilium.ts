import { manifestPath } from '../../../host/manifest-file.ts';
import { waitUntilReady } from '../../cluster/wait-until-ready.ts';
import { helmUpgrade } from '../helm.ts';
import { clusterName } from '../kind-cli.ts';
import type { CiliumChoice } from '../kind-spec.ts';
import type { CniContext } from './context.ts';

const REPO = 'https://helm.cilium.io';
/** The label that Cilium's charts give to the agents. */
const AGENTS = { 'k8s-app': 'cilium' };
/** What the agents are told; `helm upgrade` changes it, they do not notice. */
const CONFIG = 'cilium-config';

/** Installs Cilium in one of the modes of manifests/cilium, or switches it there. @throws LabError */
export async function installCilium(choice: CiliumChoice, context: CniContext): Promise<void> {
  const { lab, kubeconfig, kubernetes, nodes, signal } = context;
  const before = await kubernetes.configMap('kube-system', CONFIG, { signal });
  const cluster = clusterName(lab);
  await helmUpgrade(
    {
      ...{ name: 'cilium', namespace: 'kube-system', version: choice.version },
      ...(choice.chart ? { chart: choice.chart } : { chart: 'cilium', repo: REPO }),
      values: [
        manifestPath('cilium/base.yaml'),
        manifestPath(`cilium/${choice.mode}.yaml`),
        ...choice.values,
      ],
      set: [
        `cluster.name=${cluster.slice(0, 32).replace(/-$/, '')}`,
        // without kube-proxy there is no Service address yet by which to reach the API server
        `k8sServiceHost=${cluster}-control-plane`,
        'k8sServicePort=6443',
        ...choice.set,
      ],
    },
    kubeconfig,
    signal,
  );
  const after = await kubernetes.configMap('kube-system', CONFIG, { signal });
  const changed = before !== null && JSON.stringify(before) !== JSON.stringify(after);
  const old = changed ? await restartAgents(context) : new Set<string>();
  await waitUntilReady(
    kubernetes,
    { namespace: 'kube-system', labels: AGENTS },
    [], // that their nodes are not ready is what they are here to mend
    (pods) => pods.filter((pod) => pod.ready && !old.has(pod.uid)).length >= nodes.length,
    signal,
  );
}

/** Agents read their configuration once. @returns UIDs of those that go */
async function restartAgents({ kubernetes, signal }: CniContext): Promise<Set<string>> {
  const pods = await kubernetes.pods({ namespace: 'kube-system', labels: AGENTS }, { signal });
  for (const { namespace, name } of pods) {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
    await kubernetes.remove(pod, { signal });
  }
  return new Set(pods.map((pod) => pod.uid));
}
