import { LabError } from '../../errors.ts';
import type { Node } from '../../kubernetes/node.ts';

const KEEPS_PODS_OUT = ['NoSchedule', 'NoExecute'];

/**
 * The nodes for the test pods, best first: workers before those with taints. Pure.
 * @param tainted whether nodes that keep other pods out will do, too @throws LabError E_POD_UNSCHEDULABLE
 */
export function chooseNodes(nodes: readonly Node[], { tainted }: { tainted: boolean }): Node[] {
  const usable = nodes.filter((node) => node.ready && !node.unschedulable);
  const open = usable.filter((node) => !isTainted(node));
  const chosen = tainted ? [...open, ...usable.filter(isTainted)] : open;
  if (chosen.length > 0) return chosen;
  throw new LabError('E_POD_UNSCHEDULABLE', {
    message: 'no node takes the test pods',
    why: nodes.map((node) => `${node.name}: ${obstacle(node)}`).join('; ') || 'there is no node',
    mend: 'kubectl get nodes -o wide',
  });
}

function isTainted(node: Node): boolean {
  return node.taints.some((taint) => KEEPS_PODS_OUT.includes(taint.effect));
}

function obstacle(node: Node): string {
  if (!node.ready) return `not ready, ${node.notReadyBecause}`;
  if (node.unschedulable) return 'cordoned';
  return `tainted ${node.taints.map((t) => `${t.key}:${t.effect}`).join(', ')}`;
}
