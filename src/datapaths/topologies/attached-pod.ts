import type { Device, Family, Namespace, Neighbour, Route } from '../topology.ts';

/** A pod as a CNI attaches it, and what its node must know of it. */
export interface AttachedPod {
  readonly name: string;
  readonly address: string;
  /** The host side of its veth pair. */
  readonly host: Device;
  readonly eth0: Device;
  readonly namespace: Namespace;
  /** The node's way to it. */
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** The bridge that the host side is a port of. */
  readonly bridge?: Device;
}

/** Attaches pod n to a node; the pod's address is the gateway's with n behind it. */
export type Attach = (n: number, node: string, gateway: string, family: Family) => AttachedPod;
