import type { NamedDevice } from './by-hand.ts';
import { inAgent } from './cni-facts.ts';
import type { FdbEntry } from './fdb.ts';
import type { NodeFacts } from './gather.ts';
import type { HookPrograms } from './hook-programs.ts';
import type { Found, HookProgram } from './inspection.ts';
import type { NetnsId } from './netns-ids.ts';
import type { NodeRoute } from './node-routes.ts';
import type { CiliumSource, NodeSource } from './node-source.ts';
import { showPrograms } from './show-programs.ts';

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
  /** Null: bridge did not answer. */
  readonly fdb: readonly FdbEntry[] | null;
  /** What the node calls other network namespaces. */
  readonly namespaces: readonly NetnsId[];
  readonly around: Surroundings;
  /** What the agent on this node said. */
  readonly agent: CiliumSource['agents'][number] | null;
}

/** The programs on a device of the node. */
export function programsOn(
  device: NamedDevice,
  { source, facts, programs, around, agent }: Shown,
): Found<HookProgram> {
  const found = programs.attached
    .filter(({ ifindex }) => ifindex === device.ifindex)
    .map(({ hook, name }) => ({ hook, name }));
  const command = showPrograms(device, found, {
    place: source.net,
    hasBpftool: facts.bpftool.text !== null,
    bpftoolSees: programs.oursBlind === null,
    byAgent: agent?.programs == null ? null : (argv) => inAgent(around, source.name, argv),
    byNetkitTool: facts.netkit.some(({ ifindex }) => ifindex === device.ifindex),
  });
  return { command, found };
}
