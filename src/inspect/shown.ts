import type { NodeFacts } from './gather.ts';
import type { HookPrograms } from './hook-programs.ts';
import type { HookProgram } from './inspection.ts';
import type { NodeRoute } from './node-routes.ts';
import type { CiliumSource, NodeSource } from './node-source.ts';

/** What is known beside what the node answered. */
export interface Surroundings {
  readonly cilium: CiliumSource | null;
  readonly kubeProxyConfig: string | null;
  readonly kubectl: readonly [string, ...string[]];
  /** Addresses of the pods on the other nodes. */
  readonly elsewhere: readonly string[];
}

/** All that pages of pods and of CNIs are made from. */
export interface Shown {
  readonly source: NodeSource;
  readonly facts: NodeFacts;
  readonly programs: HookPrograms;
  readonly routes: readonly NodeRoute[];
  readonly around: Surroundings;
  /** What the agent on this node said. */
  readonly agent: CiliumSource['agents'][number] | null;
}

export function programsOn(ifindex: number, { attached }: HookPrograms): HookProgram[] {
  return attached
    .filter((program) => program.ifindex === ifindex)
    .map(({ hook, name }) => ({ hook, name }));
}
