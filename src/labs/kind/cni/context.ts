import type { Kubernetes } from '../../../kubernetes/kubernetes.ts';
import type { Node } from '../../../kubernetes/node.ts';

/** The cluster that a CNI is put into. */
export interface CniContext {
  /** Name of the lab. */
  readonly lab: string;
  readonly kubeconfig: string;
  readonly kubernetes: Kubernetes;
  readonly nodes: readonly Node[];
  readonly signal?: AbortSignal;
}
