import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';

const WAIT_MS = 180_000;
const ASK_EVERY_MS = 250;

/** Waits until so many nodes have registered with a pod network of their own, or are ready. @throws LabError E_TIMEOUT */
export async function waitForNodes(
  kubernetes: Kubernetes,
  state: 'known' | 'ready',
  count: number,
  signal?: AbortSignal,
): Promise<Node[]> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const nodes = await kubernetes.nodes({ signal });
    const good = nodes.filter((n) => (state === 'ready' ? isReady(n) : n.podCIDRs.length > 0));
    if (good.length >= count) return nodes;
    if (Date.now() > deadline) throw tooLong(nodes, state);
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

/** The taint goes a moment after the condition has come, and until then the node looks unfit for pods. */
function isReady({ ready, taints }: Node): boolean {
  return ready && !taints.some((taint) => taint.key === 'node.kubernetes.io/not-ready');
}

function tooLong(nodes: readonly Node[], state: string): LabError {
  const late = nodes.filter((n) => (state === 'ready' ? !isReady(n) : n.podCIDRs.length === 0));
  return new LabError('E_TIMEOUT', {
    message: `after ${WAIT_MS / 1000} s not all nodes are ${state}`,
    why:
      late.map((n) => `${n.name}: ${n.notReadyBecause || 'no pod network'}`).join('; ') ||
      'some have not registered',
    mend: 'cni-lab up again with --keep, then kubectl describe nodes',
  });
}
