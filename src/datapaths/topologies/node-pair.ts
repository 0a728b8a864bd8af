import type { Device, Link } from '../link.ts';
import type { Namespace, Neighbour, Route } from '../namespace.ts';
import type { Program } from '../program.ts';
import type { Family, TapPoint, Topology } from '../topology.ts';
import { type Attach, fromPodProgram, pairOf } from './attached-pod.ts';
import { routedPod } from './routed-pod.ts';
import { routerSysctls } from './sysctls.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

/** What runs on a node's devices; without it, the node's stack forwards. */
export interface NodePrograms {
  /** On the host sides of pods: for packets that leave a pod. */
  readonly fromPod: Program['object'];
  /** On the node's own device: for packets that arrive for a pod. */
  readonly fromWire: Program['object'];
}

/** Addresses of node n, and of its pods. */
export const PLAN = {
  4: {
    node: (n: number) => `192.168.50.${n}`,
    nodeBits: 24,
    pods: (n: number) => `10.244.${n}.0`,
    podBits: 24,
    gateway: (n: number) => `10.244.${n}.1`,
  },
  6: {
    node: (n: number) => `fd00:192:168:50::${n}`,
    nodeBits: 64,
    pods: (n: number) => `fd00:10:244:${n}::`,
    podBits: 64,
    gateway: (n: number) => `fd00:10:244:${n}::1`,
  },
} as const;

/**
 * A pod on each of two nodes, the nodes joined by one wire, each knowing the other's pods by a route
 * (native routing). Pods are attached as on one node.
 */
export function nodePair(
  programs?: NodePrograms,
  attach: Attach = routedPod,
): (family: Family) => Topology {
  return (family) => {
    const sides = [1, 2].map((n) =>
      side(n, family, inOneSubnet(n, [n === 1 ? 2 : 1], family), attach, programs),
    ) as [Side, Side];
    const [one, two] = sides;
    return {
      family,
      namespaces: Object.assign({}, ...sides.map((s) => s.namespaces)),
      links: [{ kind: 'veth', ends: [one.wire, two.wire] }, ...sides.flatMap((s) => s.links)],
      programs: sides.flatMap((s) => s.programs),
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [...one.taps, ...two.taps.toReversed()],
    };
  };
}

/** How a node reaches the others, out of its eth0. */
export interface Uplink {
  /** Its own address, with prefix length. */
  readonly address: string;
  readonly routes: readonly Omit<Route, 'device'>[];
  readonly neighbours: readonly Omit<Neighbour, 'device'>[];
}

/** Where all nodes are neighbours: the pods of each are behind its own address. */
export function inOneSubnet(n: number, others: readonly number[], family: Family): Uplink {
  const plan = PLAN[family];
  return {
    address: `${plan.node(n)}/${plan.nodeBits}`,
    routes: others.map((o) => ({ to: podPrefix(o, family), via: plan.node(o) })),
    neighbours: others.map((o) => ({ address: plan.node(o), mac: wireMac(o) })),
  };
}

/** Where the pods of node n are. */
export function podPrefix(n: number, family: Family): string {
  const { pods, podBits } = PLAN[family];
  return `${pods(n)}/${podBits}`;
}

/** Node n with pod n. */
export interface Side {
  readonly wire: Device;
  readonly links: readonly Link[];
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly programs: readonly Program[];
  /** From the pod to the wire. */
  readonly taps: readonly TapPoint[];
}

export function side(
  n: number,
  family: Family,
  uplink: Uplink,
  attach: Attach = routedPod,
  programs?: NodePrograms,
): Side {
  const node = `node${n}`;
  const pod = attach(n, node, PLAN[family].gateway(n), family);
  const { host, eth0, bridge } = pod;
  const wire: Device = {
    namespace: node,
    name: 'eth0',
    mac: wireMac(n),
    addresses: [uplink.address],
  };
  const byWire = { device: 'eth0' };
  const tap = (name: string, { namespace, name: device }: Device) => ({ name, namespace, device });
  return {
    wire,
    links: [
      ...(bridge ? [{ kind: 'device' as const, type: 'bridge', device: bridge }] : []),
      pairOf(pod),
    ],
    namespaces: {
      [node]: {
        role: 'node',
        sysctls: routerSysctls(family),
        routes: [...pod.routes, ...uplink.routes.map((r) => ({ ...r, ...byWire }))],
        neighbours: [...pod.neighbours, ...uplink.neighbours.map((o) => ({ ...o, ...byWire }))],
        nftables: TRACK_FORWARDED,
      },
      [pod.name]: pod.namespace,
    },
    programs: programs
      ? [
          fromPodProgram(pod, programs.fromPod),
          { namespace: node, device: 'eth0', hook: 'ingress', object: programs.fromWire },
        ]
      : [],
    taps: [
      tap(`${pod.name}/eth0`, eth0),
      tap(`${pod.name}/lxc`, host),
      // its role's name, whatever a CNI calls it
      ...(bridge ? [tap(`${node}/cni0`, bridge)] : []),
      tap(`${node}/eth0`, wire),
    ],
  };
}

export function wireMac(n: number): string {
  return `02:00:00:00:50:0${n}`;
}
