import { listAt, parseJson, textAt } from '../json.ts';

/**
 * The endpoint of a pod, as its agent has it; undefined if it knows none.
 * @param endpoints `cilium-dbg endpoint list -o json`
 */
export function endpointOf(endpoints: string | null, namespace: string, pod: string): unknown {
  const ofPod = listAt(parseJson(endpoints)).filter((e) => podOf(e) === `${namespace}/${pod}`);
  // A pod that was made anew under its name (StatefulSet) has its old endpoint for a while.
  return ofPod.find(isReady) ?? ofPod[0];
}

/** Whether all that was asked of it is done. */
export function isReady(endpoint: unknown): boolean {
  return textAt(endpoint, 'status', 'state') === 'ready';
}

/** What the endpoints of the host and of Cilium's health check bear. */
const NO_POD = '/';

function podOf(endpoint: unknown): string | null {
  const identifiers = ['status', 'external-identifiers'];
  const namespace = textAt(endpoint, ...identifiers, 'k8s-namespace');
  const pod = textAt(endpoint, ...identifiers, 'k8s-pod-name');
  if (namespace !== null && pod !== null) return `${namespace}/${pod}`;
  const name = textAt(endpoint, ...identifiers, 'pod-name');
  return name === NO_POD ? null : name;
}
