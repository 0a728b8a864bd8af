/** Facts of one node as they were when it was asked. Null: could not be had. */
export interface LiveNode {
  readonly node: string;
  /** Files of `/etc/cni/net.d`. */
  readonly conflists: readonly CniFile[];
  /** `ip -j -d link` */
  readonly links: string | null;
  /** `ip -j route`, or `ip -j -6 route` for IPv6 pods. */
  readonly routes: string | null;
}

export interface CniFile {
  /** Its name, with or without the folder. */
  readonly file: string;
  readonly text: string;
}

export interface LivePod {
  /** In the node's network namespace: the `link_index` of the pod's eth0. */
  readonly hostIfindex: number | null;
  readonly address: string | null;
}
