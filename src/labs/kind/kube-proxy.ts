import type { Kubernetes } from '../../kubernetes/kubernetes.ts';

const KUBE_PROXY = { 'k8s-app': 'kube-proxy' };

/**
 * Has kube-proxy's pods that wait for their image made anew: it may have been loaded after their
 * first try, and the next would be half a minute later.
 */
export async function renewKubeProxy(kubernetes: Kubernetes, signal?: AbortSignal): Promise<void> {
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
