import type { AgentRunner } from '../../../host/agent/agent-runner.ts';
import { insideRunner, processNetnsRunner } from '../../../host/netns-runner.ts';
import type { Runner } from '../../../host/runner.ts';
import type { NodeAccess, Way } from './node-access.ts';

/** Whatever the place that the agent's shell is in needs to have. */
export const AGENT_TOOLS = ['tcpdump', 'ping', 'ip', 'nsenter', 'find', 'grep'] as const;

/** A node by a shell of ours that sees its processes and is in its network namespace. */
export function throughAgent(
  node: string,
  way: Exclude<Way, 'nsenter'>,
  agent: AgentRunner,
  { inside, close }: { inside: 'its own' | 'process 1'; close(): Promise<void> },
): NodeAccess {
  const base: Runner = {
    ...{ run: agent.run, start: agent.start, argv: agent.argv },
    remote: `${node} is reached by ${way}: only the tools that are there can run`,
  };
  return {
    ...{ node, way, outside: base, net: base },
    inside: inside === 'its own' ? base : insideRunner(base, 1),
    enter: (pid) => processNetnsRunner(base, pid),
    close,
  };
}

/** The first tool that is not there; null if all are. */
export async function lackingTool(runner: Runner): Promise<string | null> {
  const { stdout } = await runner.run([
    ...(['sh', '-c', 'for t; do command -v "$t" >/dev/null || echo "$t"; done', 'sh'] as const),
    ...AGENT_TOOLS,
  ]);
  return stdout.split('\n')[0] || null;
}
