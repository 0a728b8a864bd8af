import { ingressPolicy } from '../../cni/cilium/ingress-policy.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { agentOfNode } from './cilium-agent.ts';
import { removeLeftPolicy } from './network-policy.ts';
import { isOwnPod } from './own-pods.ts';
import { until } from './until.ts';

const GONE_MS = 10_000;

/**
 * Removes the policy that a killed run left on a lab's pods, and gives the agents time to follow; one
 * of somebody else's may stay in force.
 * @param pods of the namespace
 * @throws LabError
 */
export async function liftLeftPolicy(
  kubernetes: Kubernetes,
  { lab, namespace }: { readonly lab: string; readonly namespace: string },
  pods: readonly Pod[],
  signal?: AbortSignal,
): Promise<void> {
  if (!(await removeLeftPolicy(kubernetes, { name: lab, namespace }, signal))) return;
  await Promise.all(
    pods.map(async (pod) => {
      const { name, node } = pod;
      const ask = isOwnPod(pod, lab) && node && (await agentOfNode(kubernetes, node, signal));
      if (!ask) return;
      const isGone = async () => {
        const endpoints = await ask('cilium-dbg', 'endpoint', 'list', '-o', 'json');
        return ingressPolicy(endpoints, namespace, name) === 'off' || null;
      };
      await until(isGone, GONE_MS, signal);
    }),
  );
}
