import type { Daemon, Service } from './daemon.ts';
import type { Device, Link } from './link.ts';
import type { Namespace } from './namespace.ts';
import type { Program, SocketProgram } from './program.ts';

/** Of IP. */
export type Family = 4 | 6;

/**
 * A datapath's lab as a value. The netns backend realises it, drawings and `explain` show it.
 * Names are short here (`node1`, `pod1`); a backend adds the lab's own name.
 */
export interface Topology {
  readonly family: Family;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly links: readonly Link[];
  readonly programs: readonly Program[];
  readonly socketPrograms?: readonly SocketProgram[];
  /** Servers that answer UDP and TCP probes, started for the probe that needs one. */
  readonly services: readonly Service[];
  /** Facts that it must wait for before it is probed. */
  readonly conditions?: readonly Command[];
  /** What happens in the midst of the probe: once the first request is answered, before the second. */
  readonly incident?: Incident;
  /** What else runs in its places, from when all is set up until the lab is removed. */
  readonly daemons?: readonly Daemon[];
  /** Capture points, in the order in which a request passes them. */
  readonly taps: readonly TapPoint[];
  /** Who sends the probe to whom; without it, pod1 to pod2. */
  readonly probe?: Passage;
}

/** From where to where a probe goes. */
export interface Passage {
  /** Names of namespaces. */
  readonly from: string;
  readonly to: string;
  /** The address that is asked in place of the target's own: a service's. */
  readonly service?: string;
  /** The device at either end whose addresses are used; without it, the first that has any. */
  readonly device?: string;
  /** UDP goes by a socket that is connected to nobody: each datagram by sendto(), and who answers must be who was asked. */
  readonly unconnected?: boolean;
  /** Who asks is in no cgroup of its place: programs on that cgroup are not asked about its sockets. */
  readonly outsideCgroup?: boolean;
}

/** A command in one place. Where it stands for a fact, it succeeds once that is so, and is asked until then. */
export interface Command {
  readonly namespace: string;
  readonly argv: readonly [string, ...string[]];
}

export interface Incident {
  /** What is done. */
  readonly act: Command;
  /** What is so when it has taken effect; only then the probe goes on. */
  readonly effect: Command;
}

export interface TapPoint {
  /** `pod1/eth0`, `pod1/lxc`, `node1/cni0`. */
  readonly name: string;
  readonly namespace: string;
  readonly device: string;
  /**
   * Where to ping from and to so that this device must see it: needed where the datapath leaves
   * nothing of the probe to be seen here, as the proof that the capture could have seen it.
   */
  readonly canary?: { readonly from: string; readonly to: string; readonly device?: string };
}

/** All devices of a topology, pairs taken apart. */
export function devices(topology: Topology): Device[] {
  return topology.links.flatMap((link) => ('ends' in link ? link.ends : [link.device]));
}

/**
 * The address of a pod or node, without prefix length.
 * @param name of the device that bears it, `lo` is one; without it, the first that has any
 * @throws if it has none
 */
export function addressOf(topology: Topology, namespace: string, name?: string): string {
  if (name === 'lo') return topology.family === 6 ? '::1' : '127.0.0.1';
  const device = devices(topology).find(
    (d) =>
      d.namespace === namespace &&
      d.addresses.length > 0 &&
      (name === undefined || d.name === name),
  );
  const address = device?.addresses[0]?.split('/')[0];
  if (!address) throw new Error(`${namespace} has no address in its topology`);
  return address;
}

export function passageOf(topology: Topology): Passage {
  return topology.probe ?? { from: 'pod1', to: 'pod2' };
}

/** The nodes that the probe starts and ends on. */
export function nodesOf(topology: Topology): string[] {
  const { from, to } = passageOf(topology);
  return [...new Set([from, to].map((end) => topology.namespaces[end]?.node ?? end))];
}

/** Names of the pods, in order. */
export function podsOf(topology: Topology): string[] {
  return Object.keys(topology.namespaces).filter(
    (name) => topology.namespaces[name]?.role === 'pod',
  );
}
