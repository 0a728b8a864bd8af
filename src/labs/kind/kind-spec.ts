/** What a kind lab was asked to be; kept with it, so that `up` can mend what is missing. */
export interface KindSpec {
  /** All nodes, the control plane among them. */
  readonly nodes: number;
  /** Node image; null for kind's own default. */
  readonly image: string | null;
  readonly cni: CniChoice;
  readonly kubeProxy: KubeProxyMode;
  /** Image archives that every node is given. */
  readonly archives: readonly string[];
  /** What the test pods run; null for the pause image that every node has. */
  readonly testImage: string | null;
}

export type KubeProxyMode = 'none' | 'iptables' | 'nftables' | 'ipvs';

/** Where the cluster's CNI comes from. */
export type CniChoice =
  | CiliumChoice
  /** kind's own. */
  | { readonly kind: 'kindnet' }
  /** Nodes stay NotReady, for whoever brings a CNI by hand. */
  | { readonly kind: 'none' }
  /** A standard plugin, with configuration and routes of ours. */
  | { readonly kind: 'bridge' | 'ptp'; readonly bin: string | null }
  /** Kubernetes objects that the user brings: a file or a URL. */
  | { readonly kind: 'manifest'; readonly source: string; readonly bin: string | null }
  | {
      readonly kind: 'chart';
      readonly chart: string;
      readonly set: readonly string[];
      readonly values: readonly string[];
      readonly bin: string | null;
    };

export interface CiliumChoice {
  readonly kind: 'cilium';
  /** A file under manifests/cilium, without its ending. */
  readonly mode: string;
  readonly version: string | null;
  /** A folder or archive; null for the published one. */
  readonly chart: string | null;
  /** Helm's KEY=VALUE. */
  readonly set: readonly string[];
  /** Files of Helm values. */
  readonly values: readonly string[];
}
