import type { Trips } from './trips.ts';

/** What others than the captures say: independent, and asked for anew in every run. */
export interface Evidence {
  /** Packets that the taps' devices counted between the start of the captures and the last answer. */
  readonly counters: readonly Counted[];
  /** BPF programs on the hooks of the node's taps: every tap that was asked has an entry. */
  readonly programs: readonly TapPrograms[];
  /** Whether a node's connection tracking knows the probe; null where it tracks nothing at all. */
  readonly conntrack: readonly { readonly namespace: string; readonly tracked: boolean | null }[];
  /** By which rules the node translates services; null where nobody was asked. */
  readonly kubeProxy?: string | null;
  /** The CNI that connects the pods, as a live cluster tells; null where nobody was asked. */
  readonly cni?: string | null;
  /** Of each node how it translates the probe's flow; null where no service is asked. */
  readonly translations?: readonly Translation[] | null;
  /** Of each place with a routing daemon what that has learned; null where nobody was asked. */
  readonly routes?: readonly PlaceRoutes[] | null;
  /** Of each node which of the probe's requests the kernel dropped; null where nobody was asked. */
  readonly drops?: readonly PlaceDrops[] | null;
  /** What the kernel's tracepoints told of the probe; null where nobody traced. */
  readonly trace?: TraceEvidence | null;
}

/** How often the probe's packets were put on a CPU's queue, by the kernel's own tracepoints. */
export interface TraceEvidence {
  /** Null where it cannot be told. */
  readonly trips: readonly Trips[] | null;
  /** Why it cannot. */
  readonly why?: string;
}

export interface Counted {
  readonly tap: string;
  readonly rx: number;
  readonly tx: number;
  /** The same by the process on the other side, where one was asked; null if it did not answer. */
  readonly port?: { readonly rx: number; readonly tx: number } | null;
}

/** What a node has noted of how it translates the flow to a service. */
export interface Translation {
  readonly place: string;
  readonly by: 'conntrack' | 'IPVS';
  /**
   * Whose packets it expects in answer: `10.244.1.12 > 10.244.1.11`, of IPVS without whom to. Of
   * each connection of who asked; null where that cannot be read.
   */
  readonly back: readonly string[] | null;
}

/** What the kernel itself says of packets that it dropped. */
export interface PlaceDrops {
  readonly place: string;
  /** Null where it cannot say. */
  readonly drops: readonly (Drop & { readonly packets: number })[] | null;
  /** Why it cannot. */
  readonly why?: string;
}

/** Where packets are dropped, and why. */
export interface Drop {
  /** The tap on the device that the packet came by; `node1/eth0` where that has none. */
  readonly tap: string;
  /** As the kernel has it in `enum skb_drop_reason`: `TC_INGRESS`. */
  readonly reason: string;
}

/** What a place's routing daemon was told by others, and has told the kernel. */
export interface PlaceRoutes {
  readonly place: string;
  /** `10.244.2.0/24 by BGP`; null where the daemon does not answer. */
  readonly learned: readonly string[] | null;
}

export interface TapPrograms {
  readonly tap: string;
  /** `redirect_peer on tc ingress` */
  readonly attached: readonly string[];
}

/** What is attached to a tap's device; nothing where nobody says. */
export function programsAt(programs: readonly TapPrograms[], tap: string): readonly string[] {
  return programs.find((one) => one.tap === tap)?.attached ?? [];
}

/** What the witnesses must say of a datapath. */
export interface WitnessExpectation {
  /** A tap without an entry must have none. */
  readonly programs: readonly TapPrograms[];
  /** Whether the node's netfilter sees the probe; either, where that is up to the node's settings. */
  readonly conntrack: 'tracked' | 'untracked' | 'either';
  /** By which rules services are translated; without it, that does not matter. */
  readonly kubeProxy?: 'iptables' | 'nftables' | 'ipvs' | 'userspace';
  /** Taps on devices of which a process must have received what it sent, and sent what it received. */
  readonly forwarded?: readonly string[];
  /** Packets of each probe that a tap's device counts and its capture cannot see; without it, none. */
  readonly unseen?: readonly { readonly tap: string; readonly rx: number; readonly tx: number }[];
  /** Where and why the kernel drops all requests; without it, nobody asks. */
  readonly drops?: Drop;
  /** How often each packet is put on a CPU's queue on its way one way; without it, nobody holds a trace against it. */
  readonly rescheduled?: number;
  /** A place without an entry must have learned none. */
  readonly routes?: readonly PlaceRoutes[];
}
