export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** A node of the cluster, as far as labs need to know it. */
export interface Node {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not ready, in the kubelet's words; empty if it is. */
  readonly notReadyBecause: string;
  /** As `uname -r` says. */
  readonly kernel: string;
  /** /proc/sys/kernel/random/boot_id of the machine: nodes with the same one share a kernel. */
  readonly bootId: string;
  /** Such as `containerd://2.1.3`. */
  readonly runtime: string;
  readonly internalAddresses: readonly string[];
  readonly podCIDRs: readonly string[];
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
  /** How many pods it takes, and how much CPU ("4", "3920m") it has for them. */
  readonly allocatable: { readonly pods: number; readonly cpu: string };
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the images that it has, as far as its kubelet tells. */
  readonly images: readonly string[];
}

/** What the API sends of a node; anything may be missing. */
export interface NodeObject {
  metadata?: { name?: string; labels?: Record<string, string> };
  spec?: {
    podCIDR?: string;
    podCIDRs?: string[];
    unschedulable?: boolean;
    taints?: { key?: string; value?: string; effect?: string }[];
  };
  status?: {
    addresses?: { type?: string; address?: string }[];
    allocatable?: Record<string, string>;
    images?: { names?: string[] }[];
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[];
    nodeInfo?: { kernelVersion?: string; bootID?: string; containerRuntimeVersion?: string };
  };
}

export function nodeOf({ metadata = {}, spec = {}, status = {} }: NodeObject): Node {
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const ready = condition?.status === 'True';
  return {
    name: metadata.name ?? '',
    ready,
    notReadyBecause: ready ? '' : (condition?.message ?? 'its kubelet has not reported yet'),
    kernel: status.nodeInfo?.kernelVersion ?? '',
    bootId: status.nodeInfo?.bootID ?? '',
    runtime: status.nodeInfo?.containerRuntimeVersion ?? '',
    internalAddresses: (status.addresses ?? [])
      .filter(({ type }) => type === 'InternalIP')
      .map(({ address }) => address ?? ''),
    podCIDRs: spec.podCIDRs ?? (spec.podCIDR ? [spec.podCIDR] : []),
    taints: (spec.taints ?? []).map(({ key = '', value = '', effect = '' }) => ({
      key,
      value,
      effect,
    })),
    unschedulable: spec.unschedulable ?? false,
    allocatable: {
      pods: Number(status.allocatable?.pods ?? 0),
      cpu: status.allocatable?.cpu ?? '0',
    },
    labels: metadata.labels ?? {},
    images: (status.images ?? []).flatMap(({ names }) => names ?? []),
  };
}
