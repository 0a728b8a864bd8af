import { agentRunner } from '../../../host/agent/agent-runner.ts';
import { dockerConnection } from '../../../host/agent/docker-transport.ts';
import { findTool } from '../../../host/tools.ts';
import type { Node } from '../../../kubernetes/node.ts';
import type { NodeAccess, Refusal } from './node-access.ts';
import { lackingTool, throughAgent } from './through-agent.ts';

/** A node that is a container of this Docker daemon, and has the tools itself. */
export async function reachByDocker(node: Node): Promise<NodeAccess | Refusal> {
  const refuse = (why: string): Refusal => ({ way: 'docker', why });
  if (!findTool('docker')) return refuse('docker is not installed here');
  const { name } = node;
  try {
    const agent = await agentRunner(
      () => dockerConnection(name),
      name,
      (argv) => ['docker', 'exec', '-i', name, ...argv],
    );
    const lacking = await lackingTool(agent);
    if (lacking === null) {
      return throughAgent(name, 'docker', agent, { inside: 'its own', close: () => agent.close() });
    }
    await agent.close();
    return refuse(`the node has no ${lacking}`);
  } catch (error) {
    return refuse((error as Error).message.split('\n').at(-1) ?? 'docker exec failed');
  }
}
