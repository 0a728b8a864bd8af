import type { Runner } from '../../host/runner.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { Interface } from './interface-table.ts';
import type { NodeAccess } from './reach/node-access.ts';

/** A node as it was found. */
export interface NodeSite {
  readonly node: Node;
  readonly access: NodeAccess;
  readonly interfaces: readonly Interface[];
  /** The device by which other nodes reach it. */
  readonly wire: Interface;
}

/** A pod as it is attached to its node. */
export interface PodSite {
  readonly pod: Pod;
  readonly node: NodeSite;
  /** A process of it, as its node counts them. */
  readonly pid: number;
  readonly runner: Runner;
  /** Its own end. */
  readonly eth0: Interface;
  /** The other end, on the node. */
  readonly host: Interface;
  /** The bridge that the host side is a port of. */
  readonly bridge: Interface | null;
}
