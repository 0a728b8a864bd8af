import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import { liveKubeProxyMode } from '../service-rules.ts';
import { nodeRunner } from './docker-node.ts';
import { waitForDaemons } from './wait-for-daemons.ts';

const KUBE_PROXY = { 'k8s-app': 'kube-proxy' };
const DAEMON = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { namespace: 'kube-system', name: 'kube-proxy' },
};

/**
 * Sees to it that kube-proxy translates services on every node: a CNI's daemon that starts before it does not reach the API server
 * by its Service, and ends. @throws LabError E_IMAGE, E_POD, E_TIMEOUT
 */
export async function ensureKubeProxy(
  kubernetes: Kubernetes,
  nodes: readonly Node[],
  signal?: AbortSignal,
): Promise<void> {
  await renewWaiting(kubernetes, signal);
  await waitForDaemons(kubernetes, [DAEMON], signal, async () => {
    const modes = await Promise.all(
      nodes.map(({ name }) => liveKubeProxyMode(nodeRunner(name), 4)),
    );
    return modes.every(({ mode }) => mode !== 'none'); // null: the node has no tool that tells
  });
}

/** Pods that wait for their image: it may have been loaded after their first try, and the next would be half a minute later. */
async function renewWaiting(kubernetes: Kubernetes, signal?: AbortSignal): Promise<void> {
  const pods = await kubernetes.pods({ namespace: 'kube-system', labels: KUBE_PROXY }, { signal });
  const waiting = pods.filter((pod) => pod.containerStatuses.some((c) => c.waiting !== null));
  await Promise.all(
    waiting.map(({ namespace, name }) =>
      kubernetes.remove(
        { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } },
        { signal },
      ),
    ),
  );
}
