import {
  type ContainerStatus,
  type ContainerStatusObject,
  containerStatusOf,
} from './container-status.ts';

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A pod, as far as labs need to know it. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Null until it is scheduled. */
  readonly node: string | null;
  /** Its addresses, IPv4 or IPv6, the primary one first; none until its network is set up. */
  readonly addresses: readonly string[];
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly ready: boolean;
  readonly hostNetwork: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Why it failed as a whole, such as `Evicted`; empty if it did not. */
  readonly reason: string;
  readonly message: string;
  readonly conditions: readonly PodCondition[];
  /** Init containers first. */
  readonly containerStatuses: readonly ContainerStatus[];
  /** The one node that its spec asks for: by name, by the hostname label, as a DaemonSet does; null if any will do. */
  readonly wantedNode: string | null;
  readonly deletionTimestamp: string | null;
  /** What made it: a ReplicaSet, a DaemonSet; null for a bare pod. */
  readonly owner: { readonly kind: string; readonly name: string } | null;
}

interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: {
    nodeSelectorTerms?: { matchFields?: { key?: string; values?: string[] }[] }[];
  };
}

/** What the API sends of a pod; anything may be missing. */
export interface PodObject {
  metadata?: {
    namespace?: string;
    name?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    deletionTimestamp?: string;
    ownerReferences?: { kind?: string; name?: string; controller?: boolean }[];
  };
  spec?: {
    nodeName?: string;
    hostNetwork?: boolean;
    nodeSelector?: Record<string, string>;
    affinity?: { nodeAffinity?: NodeAffinity };
  };
  status?: {
    phase?: Pod['phase'];
    reason?: string;
    message?: string;
    podIP?: string;
    podIPs?: { ip?: string }[];
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[];
    initContainerStatuses?: ContainerStatusObject[];
    containerStatuses?: ContainerStatusObject[];
  };
}

export function podOf({ metadata = {}, spec = {}, status = {} }: PodObject): Pod {
  const owners = metadata.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller) ?? owners[0];
  const conditions = (status.conditions ?? []).map((condition) => ({
    type: condition.type ?? '',
    status: condition.status ?? '',
    reason: condition.reason ?? '',
    message: condition.message ?? '',
  }));
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    node: spec.nodeName || null,
    addresses: addressesOf(status),
    phase: status.phase ?? 'Unknown',
    ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    hostNetwork: spec.hostNetwork ?? false,
    labels: metadata.labels ?? {},
    reason: status.reason ?? '',
    message: status.message ?? '',
    conditions,
    containerStatuses: [
      ...(status.initContainerStatuses ?? []).map((each) => containerStatusOf(each, true)),
      ...(status.containerStatuses ?? []).map((each) => containerStatusOf(each, false)),
    ],
    wantedNode: wantedNodeOf(spec),
    deletionTimestamp: metadata.deletionTimestamp ?? null,
    owner: owner ? { kind: owner.kind ?? '', name: owner.name ?? '' } : null,
  };
}

function addressesOf({ podIP, podIPs = [] }: NonNullable<PodObject['status']>): string[] {
  const all = podIPs.flatMap(({ ip }) => ip ?? []);
  return all.length > 0 || !podIP ? all : [podIP];
}

function wantedNodeOf({
  nodeName,
  nodeSelector,
  affinity,
}: NonNullable<PodObject['spec']>): string | null {
  const [term] =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const field = term?.matchFields?.find(({ key }) => key === 'metadata.name');
  return nodeName || nodeSelector?.['kubernetes.io/hostname'] || field?.values?.[0] || null;
}
