import type { Way } from './reach/node-access.ts';

/** Which cluster and which pods, for the backends that use one. */
export interface ClusterChoice {
  /** Name of the lab. */
  readonly name?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  /** Pods that are there already: `NAMESPACE/NAME` or `NAME`; or a node. */
  readonly from?: string;
  readonly to?: string;
  readonly testImage?: string;
  readonly agentImage?: string;
  /** Make nothing but the agent. */
  readonly readOnly?: boolean;
  /** Leave the pods there. */
  readonly keep?: boolean;
  /** Only pods of one node are of interest. */
  readonly near?: boolean;
  /** The only way to reach nodes; without it, the first that leads there. */
  readonly way?: Way;
}
