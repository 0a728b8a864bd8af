import { nearest } from '../../datapaths/nearest.ts';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';

/** The pod of this name, `NAMESPACE/NAME` or `NAME` in the namespace given. @throws LabError E_NO_SUCH_POD, E_POD */
export async function namedPod(
  kubernetes: Kubernetes,
  text: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<Pod> {
  const [first = '', second] = text.split('/');
  const [place, name] = second === undefined ? [namespace, first] : [first, second];
  const pods = await kubernetes.pods({ namespace: place }, { signal });
  const pod = pods.find((p) => p.name === name);
  if (!pod) throw noSuchPod(place, name, pods);
  if (pod.hostNetwork) {
    throw unfit(pod, "it has no network of its own: it is in its node's", 'name another pod');
  }
  if (!pod.ready || pod.addresses.length === 0) {
    throw unfit(
      pod,
      `it is ${pod.phase}, and not ready`,
      `kubectl -n ${place} describe pod ${name}`,
    );
  }
  return pod;
}

function noSuchPod(namespace: string, name: string, pods: readonly Pod[]): LabError {
  const near = nearest(
    name,
    pods.map((pod) => pod.name),
  );
  return new LabError('E_NO_SUCH_POD', {
    message: `there is no pod "${name}" in the namespace ${namespace}`,
    why: near.length > 0 ? `the nearest are ${near.join(', ')}` : 'there is no pod at all in it',
    mend: `kubectl get pods -n ${namespace}; name another namespace as NAMESPACE/POD`,
  });
}

function unfit({ namespace, name }: Pod, why: string, mend: string): LabError {
  return new LabError('E_POD', {
    message: `the pod ${namespace}/${name} cannot be probed`,
    why,
    mend,
  });
}
