import { LabError } from '../../../errors.ts';
import type { Node } from '../../../kubernetes/node.ts';
import type { NodeAccess, Refusal } from './node-access.ts';

/** One way to reach a node, or why it does not lead there. */
export type Strategy = (node: Node) => Promise<NodeAccess | Refusal>;

/**
 * The first way that leads to the node.
 * @throws LabError E_NO_WAY, with the reason of each
 */
export async function reach(node: Node, strategies: readonly Strategy[]): Promise<NodeAccess> {
  const refusals: Refusal[] = [];
  for (const strategy of strategies) {
    const answer = await strategy(node);
    if ('net' in answer) return answer;
    refusals.push(answer);
  }
  throw new LabError('E_NO_WAY', {
    message: `the node ${node.name} cannot be reached`,
    why: refusals.map(({ way, why }) => `by ${way}: ${why}`).join('; '),
    mend: 'run it as root on the machine of the nodes, or give an image with tcpdump, ping and iproute2: --agent-image IMAGE',
  });
}
