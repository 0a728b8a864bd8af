import type { LegacyCause } from '../cni/cilium/legacy-cause.ts';
import type { ModeFields } from '../cni/cilium/mode-fields.ts';
import type { KubeProxyMode } from '../cni/kube-proxy-mode.ts';
import type { Way } from '../labs/cluster/reach/node-access.ts';
import type { Backend } from '../labs/lab.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { FdbEntry } from './fdb.ts';
import type { FirewallRule } from './firewall-rules.ts';
import type { Neighbour } from './neighbours.ts';
import type { NetnsId } from './netns-ids.ts';
import type { NodeRoute } from './node-routes.ts';
import type { PolicyRule } from './policy-rules.ts';
import type { Setting } from './settings.ts';
import type { VirtualServer } from './virtual-servers.ts';

/** Which pods: the lab's own, or every pod on its nodes. */
export type PodChoice = 'ours' | 'all';

/** How the nodes of a lab move the packets of its pods, as they are now. */
export interface Inspection {
  readonly schema: 'cni-lab/inspection/1';
  /** Null, both, where cni-lab did not make what is looked at. */
  readonly lab: string | null;
  readonly backend: Backend | null;
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

/** All that a command shows of one kind. */
export type Found<T> = ByHand & { readonly found: readonly T[] };

export interface NodePage {
  readonly name: string;
  readonly addresses: readonly string[];
  /** How it was reached; `here`: it is this host's own network namespace. */
  readonly way: Way | 'netns' | 'here';
  /** Null: it could not be asked. */
  readonly netns: NetworkNamespace | null;
  readonly cni: CniFacts;
  readonly kubeProxy: ByHand & KubeProxyMode;
  /** Devices of its own: not the pods'. */
  readonly devices: Found<NodeDevice>;
  readonly bridges: readonly Bridge[];
  /** Which way its tunnels take frames. */
  readonly tunnelEntries: Found<FdbEntry>;
  /** Which tables of routes are asked, in what order. */
  readonly rules: Found<PolicyRule>;
  /** On its own devices: not the pods'. */
  readonly neighbours: Found<Neighbour>;
  readonly settings: Found<Setting>;
  /** The network namespaces that devices of it lead to. */
  readonly namespaces: Found<NetnsId>;
  /** Its ways to the pods of the other nodes. */
  readonly elsewhere: Found<NodeRoute> | null;
  readonly pods: readonly PodPage[];
  /** What could not be had, and why. */
  readonly missing: readonly string[];
}

export interface NetworkNamespace extends ByHand {
  /** `net:[4026532270]`: who shows the same shares it. */
  readonly id: string;
  /** As `ip netns` calls it on this host, or on the pod's node; null where it has no name. */
  readonly name: string | null;
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
  readonly programs: Found<HookProgram>;
}

/** A bridge, or another device with ports: a switch of Open vSwitch, a bond. */
export interface Bridge extends ByHand {
  readonly name: string;
  readonly kind: string | null;
  readonly ports: readonly {
    readonly name: string;
    readonly ifindex: number;
    readonly state: string | null;
    readonly hairpin: boolean;
    /** Whose device it is the other end of, as `pods` names them. */
    readonly pod: string | null;
  }[];
}

export interface HookProgram {
  /** `tcx ingress`, `tc egress`, `xdp`, ... */
  readonly hook: string;
  readonly name: string | null;
}

export interface PodPage {
  /** Of Kubernetes; null outside of a cluster. */
  readonly namespace: string | null;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Why there is nothing to be shown of it, or not all. */
  readonly trouble: string | null;
  /** Null: it could not be asked. */
  readonly netns: NetworkNamespace | null;
  /** Its own end; `linkIndex` is the ifindex of the other. */
  readonly own: (ByHand & DeviceFacts) | null;
  readonly host: HostSide | null;
  readonly map: PodMap | null;
  /** On the host side. Not complete: on this kernel there may be programs that our tools do not see. */
  readonly programs: (Found<HookProgram> & { readonly complete: boolean }) | null;
  /** On the node. */
  readonly routes: Found<NodeRoute>;
  readonly neighbours: Found<Neighbour>;
  /** Where the bridge that the host side is a port of sends frames for the pod. */
  readonly fdb: Found<FdbEntry> | null;
  /** Rules of netfilter on the node that name it, or lead to those that do. */
  readonly firewall: Found<FirewallRule> | null;
  /** Services of IPVS that it answers for. */
  readonly services: Found<VirtualServer> | null;
  /** Programs that are asked about its sockets. */
  readonly sockets: Found<HookProgram> | null;
  /** What its own network namespace has. Null: it could not be entered. */
  readonly inside: PodInside | null;
}

export interface PodInside {
  /** Beside its own end and lo: a second network's, for example. */
  readonly devices: Found<InnerDevice>;
  readonly routes: Found<NodeRoute>;
  readonly rules: Found<PolicyRule>;
  readonly neighbours: Found<Neighbour>;
  readonly programs: Found<HookProgram & { readonly device: string }>;
  readonly firewall: Found<FirewallRule>;
}

export interface InnerDevice extends DeviceFacts {
  /** The device on the node that is its other end, or that it stands on; null where there is none. */
  readonly host: string | null;
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
