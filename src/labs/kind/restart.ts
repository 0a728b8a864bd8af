import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import { labLabels } from '../cluster/lab-labels.ts';
import { nodeAddresses } from './node-states.ts';

const BACK_MS = 120_000;
const ASK_EVERY_MS = 250;

/** What an API server says while it starts: nobody listens, then it is not ready, then it knows no roles yet. */
const NOT_YET = ['E_CLUSTER_UNREACHABLE', 'E_CLUSTER_API', 'E_CLUSTER_FORBIDDEN', 'E_TIMEOUT'];

/**
 * Waits until the API server of a cluster that was restarted works again, and knows where these nodes
 * are now: Docker may have given them other addresses. @throws LabError what it said last
 */
export async function waitForApiServer(
  kubernetes: Kubernetes,
  restarted: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + BACK_MS;
  const addresses = await nodeAddresses(restarted);
  for (;;) {
    try {
      const nodes = await kubernetes.nodes({ signal });
      const isRight = (node: Node) =>
        !addresses.has(node.name) ||
        node.internalAddresses.some((address) => addresses.get(node.name)!.includes(address));
      if (nodes.every(isRight) || Date.now() > deadline) return;
    } catch (error) {
      signal?.throwIfAborted();
      const passing = error instanceof LabError && NOT_YET.includes(error.code);
      if (!passing || Date.now() > deadline) throw error;
    }
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

/**
 * Removes our pods of nodes that were restarted: for most of a minute the API server still calls them
 * ready, and their networks are gone.
 */
export async function removePodsOf(
  nodes: readonly string[],
  kubernetes: Kubernetes,
  { namespace, lab }: { namespace: string; lab: string },
  signal?: AbortSignal,
): Promise<void> {
  const pods = await kubernetes.pods({ namespace, labels: labLabels(lab) }, { signal });
  await Promise.all(
    pods
      .filter(({ node }) => nodes.includes(node ?? ''))
      .map(({ name }) => {
        const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
        return kubernetes.remove(pod, { signal });
      }),
  );
}
