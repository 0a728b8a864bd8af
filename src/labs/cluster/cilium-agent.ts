import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';

export const CILIUM_AGENTS = { 'k8s-app': 'cilium' };

/** Where commands of an agent run. */
export function agentPlace({ namespace, name }: Pod) {
  return { namespace, pod: name, container: 'cilium-agent' };
}

/** Runs a command in the Cilium agent of one node: its output, or null if it fails. */
export type AskAgent = (...argv: string[]) => Promise<string | null>;

/** The agent of a node; null if none runs there: then it is not Cilium, or nobody knows. @throws LabError */
export async function agentOfNode(
  kubernetes: Kubernetes,
  node: string,
  signal?: AbortSignal,
): Promise<AskAgent | null> {
  const all = await kubernetes.pods({ labels: CILIUM_AGENTS }, { signal });
  const agent = all.find((pod) => pod.node === node && pod.phase === 'Running');
  if (!agent) return null;
  return async (...argv) => {
    try {
      const { stdout, exitCode } = await kubernetes.exec(agentPlace(agent), argv, { signal });
      return exitCode === 0 ? stdout : null;
    } catch {
      signal?.throwIfAborted();
      return null; // one that does not answer is known by that
    }
  };
}
