import type { Runner } from '../../../host/runner.ts';

/** The ways to reach a node, best first. */
export type Way = 'nsenter' | 'agent' | 'docker';

/** One node of a cluster, as this process reaches it. */
export interface NodeAccess {
  readonly node: string;
  readonly way: Way;
  /** Sees the node's processes in /proc, by the pids that `enter` takes. */
  readonly outside: Runner;
  /** Our tools in the node's network namespace. */
  readonly net: Runner;
  /** The node's own programs and files. */
  readonly inside: Runner;
  /** Our tools in the network namespace of one of its processes. */
  enter(pid: number): Runner;
  /** Ends what runs there for us. Safe to call twice. */
  close(): Promise<void>;
}

/** Why a way does not lead to a node. */
export interface Refusal {
  readonly way: Way;
  readonly why: string;
}
