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
}
