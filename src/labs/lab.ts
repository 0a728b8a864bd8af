import type { Topology } from '../datapaths/topology.ts';
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
  /** Name of the program on its XDP hook. */
  readonly xdp: string | null;
  /** Packets that the device has counted so far. */
  readonly rx: number;
  readonly tx: number;
}

/** Pods on nodes, made by a backend, reachable by runners. */
export interface Lab {
  readonly name: string;
  readonly backend: 'netns';
  /** The datapath whose topology was built. */
  readonly datapath: string;
  readonly topology: Topology;
  /** Its places exist from the start, and captures may start; resolves when all in them is set up. */
  readonly ready: Promise<void>;
  /** Looks the taps' devices up. @throws LabError E_LAB_BROKEN if one is gone */
  taps(): Promise<Tap[]>;
  /** Where the world outside knows a place by: the name of its network namespace. */
  namespace(place: string): string;
  /** Runs programs in a node's or pod's network namespace. */
  runner(place: string): Runner;
  /** Removes all that the lab made. Safe to call twice. */
  remove(): Promise<void>;
}
