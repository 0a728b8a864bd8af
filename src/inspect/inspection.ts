import type { LegacyCause } from '../cni/cilium/legacy-cause.ts';
import type { ModeFields } from '../cni/cilium/mode-fields.ts';
import type { KubeProxyMode } from '../cni/kube-proxy-mode.ts';
import type { Way } from '../labs/cluster/reach/node-access.ts';
import type { Backend } from '../labs/lab.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { Neighbour } from './neighbours.ts';
import type { NodeRoute } from './node-routes.ts';

/** Which pods: the lab's own, or every pod on its nodes. */
export type PodChoice = 'ours' | 'all';

/** How the nodes of a lab move the packets of its pods, as they are now. */
export interface Inspection {
  readonly schema: 'cni-lab/inspection/1';
  readonly lab: string;
  readonly backend: Backend;
  readonly pods: PodChoice;
  readonly nodes: readonly NodePage[];
}

/**
 * What is there, with a command line that shows it by hand: on this host, but where the node is
 * reached by an agent of ours, which is gone by then, in a shell on the node.
 */
export interface ByHand {
  readonly command: string;
}

export interface NodePage {
  readonly name: string;
  readonly addresses: readonly string[];
  /** How it was reached. */
  readonly way: Way | 'netns';
  readonly cni: CniFacts;
  readonly kubeProxy: ByHand & KubeProxyMode;
  /** Devices of its own: not the pods'. */
  readonly devices: ByHand & { readonly found: readonly NodeDevice[] };
  /** Its ways to the pods of the other nodes. */
  readonly elsewhere: (ByHand & { readonly found: readonly NodeRoute[] }) | null;
  readonly pods: readonly PodPage[];
  /** What could not be had, and why. */
  readonly missing: readonly string[];
}

export interface CniFacts extends ByHand {
  readonly name: string;
  /** What tells so. */
  readonly evidence: readonly string[];
  /** What the agent of this node says; null where it is not Cilium, or it did not answer. */
  readonly agent: AgentFacts | null;
}

export interface AgentFacts extends ByHand {
  readonly mode: ModeFields;
  /** What its sources say differently. */
  readonly conflicts: readonly string[];
  readonly legacy: LegacyCause | null;
  readonly note: string | null;
}

export interface NodeDevice extends DeviceFacts {
  readonly role: 'wire' | 'bridge' | 'tunnel' | 'cni';
  readonly programs: readonly HookProgram[];
}

export interface HookProgram {
  /** `tcx ingress`, `tc egress`, `xdp`, ... */
  readonly hook: string;
  readonly name: string | null;
}

export interface PodPage {
  /** Null in an embedded lab. */
  readonly namespace: string | null;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Why there is nothing to be shown of it, or not all. */
  readonly trouble: string | null;
  /** Its own end; `linkIndex` is the ifindex of the other. */
  readonly own: (ByHand & DeviceFacts) | null;
  readonly host: HostSide | null;
  readonly map: PodMap | null;
  /** Not complete: on this kernel there may be programs that our tools do not see. */
  readonly programs:
    | (ByHand & { readonly found: readonly HookProgram[]; readonly complete: boolean })
    | null;
  readonly routes: ByHand & { readonly found: readonly NodeRoute[] };
  readonly neighbours: ByHand & { readonly found: readonly Neighbour[] };
}

/** The device on the node: the other end of the pod's, or what that stands on (macvlan, ipvlan). */
export interface HostSide extends ByHand, DeviceFacts {
  readonly relation: 'other end' | 'below';
}

/** Which device of the node is the pod's other end: everyone's answer. */
export interface PodMap {
  /** Null: only one answered. */
  readonly agree: boolean | null;
  readonly answers: readonly MapAnswer[];
}

export interface MapAnswer extends ByHand {
  readonly source: 'link_index' | 'ethtool' | 'endpoint list' | 'way back';
  /** Of the host side. Null: it did not say, or what it says is no device of the node. */
  readonly ifindex: number | null;
  /** In words what it says, or why it says nothing. */
  readonly said: string;
  /** Whether it says what link_index says. Null: it says nothing. */
  readonly agrees: boolean | null;
}
