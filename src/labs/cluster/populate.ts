import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Backend } from '../lab.ts';
import type { LiveCluster } from './live-cluster.ts';
import type { Strategy } from './reach/reach.ts';

/** A cluster that is connected to, its lab claimed, before it has pods of ours. */
export interface BareCluster {
  readonly name: string;
  readonly backend: Backend;
  readonly kubernetes: Kubernetes;
  readonly nodes: readonly Node[];
  /** For pods of ours. */
  readonly namespace: string;
  /** What they run; null for the pause image that the nodes have. */
  readonly testImage: string | null;
  readonly strategies: readonly Strategy[];
  /** Removes what is not to be kept. */
  release(): Promise<void>;
}

/** Puts pods into a cluster, other than the two or three that most commands want. */
export type Populate = (cluster: BareCluster) => Promise<LiveCluster>;
