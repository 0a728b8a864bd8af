import type { AgentAnswers, CiliumConfig } from '../cni/cilium/agent-answers.ts';
import type { CniFile } from '../cni/live-node.ts';
import type { Runner } from '../host/runner.ts';
import type { Backend } from '../labs/lab.ts';
import type { NodePage } from './inspection.ts';

/** A lab that is up, or namespaces of others, and what its nodes can be asked. */
export interface OpenLab {
  /** Null, both, where cni-lab did not make what is looked at. */
  readonly lab: string | null;
  readonly backend: Backend | null;
  readonly nodes: readonly NodeSource[];
  /** Of a cluster: what is not asked of one node. Null in an embedded lab. */
  readonly cluster: ClusterSource | null;
  close(): Promise<void>;
}

export interface NodeSource {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly way: NodePage['way'];
  /** As `ip netns` calls its network namespace; null where it has no name there. */
  readonly netnsName: string | null;
  /** As `uname -r` says; null where nobody but us attaches programs. */
  readonly kernel: string | null;
  /** Our tools in its network namespace. */
  readonly net: Runner;
  /** Its own programs and files; null where it has none. */
  readonly inside: Runner | null;
  readonly pods: readonly PodSource[];
  /** Its files of `/etc/cni/net.d`; null where its pods are of no CNI's making, with what made them. */
  readonly conflists: (() => Promise<readonly CniFile[]>) | null;
  readonly madeBy: string | null;
}

export interface PodSource {
  /** Of Kubernetes; null outside of a cluster. */
  readonly namespace: string | null;
  readonly name: string;
  readonly addresses: readonly string[];
  /** As `ip netns` calls its network namespace; null where it has no name there. */
  readonly netnsName: string | null;
  /** Its own end, where that is known by more than an address; else null. */
  readonly device: string | null;
  /** Our tools in its network namespace; null if it has none, with the reason. */
  readonly runner: Runner | null;
  readonly trouble: string | null;
  /** Why it cannot be told which device is its host side; null where that is on this node. */
  readonly astray: string | null;
  /** Its cgroup (v2), and where programs on it can be asked for; null where nothing is known of it. */
  readonly sockets: SocketSource | null;
}

export interface SocketSource {
  readonly place: Runner;
  /** The folder; null if it has none, or it cannot be seen. */
  cgroup(): Promise<string | null>;
}

export interface ClusterSource {
  /** `kubectl` with what it takes to reach this cluster. */
  readonly kubectl: readonly [string, ...string[]];
  cilium(): Promise<CiliumSource | null>;
  /** `config.conf` of ConfigMap kube-system/kube-proxy. */
  kubeProxyConfig(): Promise<string | null>;
}

/** What Cilium's agents said; null where it is not Cilium. */
export interface CiliumSource {
  readonly agents: readonly AgentAnswers[];
  readonly config: CiliumConfig | null;
  /** Name of the agent's pod, by node. */
  readonly podOf: ReadonlyMap<string, string>;
}
