/** What was asked of which API server: what every explanation needs to know. */
export interface ApiCall {
  readonly server: string;
  /** The kubeconfig's context; null in a pod. */
  readonly context: string | null;
  /** What was to be done, such as `list pods in demo`. */
  readonly what: string;
  /** HTTPS_PROXY, which kubectl heeds and the client library does not, if the kubeconfig names no proxy. */
  readonly unusedProxy?: string | undefined;
}

/** Added to what mends a connection that cannot be made. */
export function proxyHint({ unusedProxy }: ApiCall): string {
  return unusedProxy
    ? `; kubectl goes by HTTPS_PROXY, cni-lab by the kubeconfig: kubectl config set-cluster NAME --proxy-url=${unusedProxy}`
    : '';
}

/** `kubectl --context X`, to be pasted before the rest. */
export function kubectl({ context }: Pick<ApiCall, 'context'>): string {
  return context ? `kubectl --context ${context}` : 'kubectl';
}

/** The kind cluster that a context belongs to, or null. */
export function kindCluster(context: string | null): string | null {
  return context?.startsWith('kind-') ? context.slice('kind-'.length) : null;
}
