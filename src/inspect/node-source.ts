import type { AgentAnswers, CiliumConfig } from '../cni/cilium/agent-answers.ts';
import type { CniFile } from '../cni/live-node.ts';
import type { Runner } from '../host/runner.ts';
import type { Backend } from '../labs/lab.ts';
import type { NodePage } from './inspection.ts';

/** A lab that is up, and what its nodes can be asked. */
export interface OpenLab {
  readonly lab: string;
  readonly backend: Backend;
  readonly nodes: readonly NodeSource[];
  /** Of a cluster: what is not asked of one node. Null in an embedded lab. */
  readonly cluster: ClusterSource | null;
  close(): Promise<void>;
}

export interface NodeSource {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly way: NodePage['way'];
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
  /** Null in an embedded lab. */
  readonly namespace: string | null;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Our tools in its network namespace; null if it has none, with the reason. */
  readonly runner: Runner | null;
  readonly trouble: string | null;
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
