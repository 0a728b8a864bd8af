import type { Topology } from '../datapaths/topology.ts';
import type { XdpProgram } from '../host/link-table.ts';
import type { Runner } from '../host/runner.ts';

/** One capture point of a lab that is up, as its device is now. */
export interface Tap {
  /** `pod1/lxc` */
  readonly name: string;
  /** The place whose runner reaches it: `node1`, `pod1`. */
  readonly place: string;
  readonly device: string;
  readonly ifindex: number;
  readonly mac: string | null;
  /** The program on its XDP hook. */
  readonly xdp: XdpProgram | null;
  /** Taps with the same one have one clock: the same kernel. Without it, all of a lab have. */
  readonly clock?: string;
  /** Packets that the device has counted so far. */
  readonly rx: number;
  readonly tx: number;
  /** The same by the process on the other side of the device, where one is asked; null if it does not answer. */
  readonly port?: PortCount | null;
}

/** Packets that a process has received from a device, and sent to it. */
export interface PortCount {
  readonly rx: number;
  readonly tx: number;
}

/** What a place's routing daemon was told by others. */
export interface LearnedRoutes {
  readonly place: string;
  /** `10.244.2.0/24 by BGP`, with `, not in the kernel` where it is not; null where the daemon does not answer. */
  readonly learned: readonly string[] | null;
}

/** netns: embedded. kind: a kind cluster of ours. cluster: any that a kubeconfig reaches. */
export type Backend = 'netns' | 'kind' | 'cluster';

/** Pods on nodes, made by a backend, reachable by runners. */
export interface Lab {
  readonly name: string;
  readonly backend: Backend;
  /** The datapath whose topology was built; on a cluster the one that its live mode promises. */
  readonly datapath: string;
  readonly topology: Topology;
  /** Its places exist from the start, and captures may start; resolves when all in them is set up. */
  readonly ready: Promise<void>;
  /** Looks the taps' devices up. @throws LabError E_LAB_BROKEN if one is gone */
  taps(): Promise<Tap[]>;
  /**
   * A pcap filter for the captures of a place that has more traffic than the probe's. It lets all
   * frames of the host-side devices pass, so that their counters can be held against the capture.
   */
  captureFilter?(place: string): string;
  /** The programs on the taps' devices, where the lab has a way of its own to find out. */
  programs?(taps: readonly Tap[]): Promise<{ tap: string; attached: string[] }[]>;
  /** How node 1 translates services, where one is asked. */
  kubeProxy?(): Promise<string | null>;
  /** The CNI that connects the pods, where the cluster tells. */
  readonly cni?: string | null;
  /** What each place's routing daemon has learned, where the lab can ask it. */
  routes?(): Promise<LearnedRoutes[]>;
  /** Where the world outside knows a place by: the name of its network namespace. */
  namespace(place: string): string;
  /** Runs programs in a node's or pod's network namespace. */
  runner(place: string): Runner;
  /** Removes all that the lab made. Safe to call twice. */
  remove(): Promise<void>;
}
