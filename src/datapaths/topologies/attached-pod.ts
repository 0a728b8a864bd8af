import type { Device, Link } from '../link.ts';
import type { Namespace, Neighbour, Route } from '../namespace.ts';
import type { Program } from '../program.ts';
import type { Family } from '../topology.ts';

/** A pod as a CNI attaches it, and what its node must know of it. */
export interface AttachedPod {
  readonly name: string;
  readonly address: string;
  /** The kind of its pair; without it, veth. */
  readonly pair?: 'veth' | 'netkit';
  /** The host side of its pair. */
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

export function pairOf({ pair = 'veth', host, eth0 }: AttachedPod): Link {
  return { kind: pair, ends: [host, eth0] };
}

/** What takes packets that leave the pod, on the host side of its pair. */
export function fromPodProgram({ pair, host }: AttachedPod, object: Program['object']): Program {
  const { namespace, name: device } = host;
  return { namespace, device, hook: pair === 'netkit' ? 'netkit peer' : 'ingress', object };
}
