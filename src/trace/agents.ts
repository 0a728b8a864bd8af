import { integerAt, listAt, parseJson, textAt } from '../cni/json.ts';
import { LabError } from '../errors.ts';
import type { ContainerPlace, Kubernetes } from '../kubernetes/kubernetes.ts';

/** A Cilium agent, and what it calls the pods of its node. */
export interface CiliumAgent {
  readonly node: string;
  readonly place: ContainerPlace;
  /** Endpoint ids by `NAMESPACE/NAME`. */
  readonly endpoints: ReadonlyMap<string, number>;
}

const AGENTS = { 'k8s-app': 'cilium' };
const LIST = ['cilium-dbg', 'endpoint', 'list', '-o', 'json'];

/** The agents of these nodes, in their order; none where the CNI is not Cilium. @throws LabError */
export async function ciliumAgents(
  kubernetes: Kubernetes,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<CiliumAgent[]> {
  const pods = await kubernetes.pods({ labels: AGENTS }, { signal });
  const running = nodes.flatMap((node) =>
    pods.filter((pod) => pod.node === node && pod.phase === 'Running'),
  );
  return Promise.all(
    running.map(async ({ node, namespace, name }) => {
      const place = { namespace, pod: name, container: 'cilium-agent' };
      const answer = await listed(kubernetes, place, signal);
      return { node: node!, place, endpoints: endpointIds(answer) };
    }),
  );
}

/** An agent that does not say has no names for its endpoints; its monitor says what is wrong. */
async function listed(kubernetes: Kubernetes, place: ContainerPlace, signal: AbortSignal) {
  try {
    return (await kubernetes.exec(place, LIST, { signal })).stdout;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LabError) return null;
    throw error;
  }
}

/** @param endpoints `cilium-dbg endpoint list -o json` */
export function endpointIds(endpoints: string | null): Map<string, number> {
  const found = new Map<string, number>();
  for (const endpoint of listAt(parseJson(endpoints))) {
    const identifiers = ['status', 'external-identifiers'];
    const namespace = textAt(endpoint, ...identifiers, 'k8s-namespace');
    const pod = textAt(endpoint, ...identifiers, 'k8s-pod-name');
    const id = integerAt(endpoint, 'id');
    if (namespace === null || pod === null || id === null) continue;
    // a pod that was made anew under its name has its old endpoint for a while
    const ready = textAt(endpoint, 'status', 'state') === 'ready';
    if (ready || !found.has(`${namespace}/${pod}`)) found.set(`${namespace}/${pod}`, id);
  }
  return found;
}
