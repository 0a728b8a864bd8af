import { type AgentPlan, reachByAgent } from './reach/agent.ts';
import { reachByDocker } from './reach/docker.ts';
import type { Way } from './reach/node-access.ts';
import { reachByNsenter } from './reach/nsenter.ts';
import type { Strategy } from './reach/reach.ts';

/** The ways to a node in the order in which they are tried, or the one that is asked for. */
export function strategies(plan: AgentPlan, only?: Way): Strategy[] {
  const all: Readonly<Record<Way, Strategy>> = {
    nsenter: reachByNsenter,
    agent: reachByAgent(plan),
    docker: reachByDocker,
  };
  return only ? [all[only]] : [all.nsenter, all.agent, all.docker];
}
