import type { Device, Family, Link, Namespace, Program, TapPoint, Topology } from '../topology.ts';
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
    const sides = [1, 2].map((n) => side(n, family, attach, programs)) as [Side, Side];
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

/** Node n with pod n. */
interface Side {
  readonly wire: Device;
  readonly links: readonly Link[];
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly programs: readonly Program[];
  /** From the pod to the wire. */
  readonly taps: readonly TapPoint[];
}

function side(n: number, family: Family, attach: Attach, programs?: NodePrograms): Side {
  const plan = PLAN[family];
  const other = n === 1 ? 2 : 1;
  const node = `node${n}`;
  const pod = attach(n, node, plan.gateway(n), family);
  const { host, eth0, bridge } = pod;
  const wire: Device = {
    namespace: node,
    name: 'eth0',
    mac: wireMac(n),
    addresses: [`${plan.node(n)}/${plan.nodeBits}`],
  };
  const toOther = { to: `${plan.pods(other)}/${plan.podBits}`, via: plan.node(other) };
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
        routes: [...pod.routes, { ...toOther, device: 'eth0' }],
        neighbours: [
          ...pod.neighbours,
          { address: plan.node(other), mac: wireMac(other), device: 'eth0' },
        ],
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
      ...(bridge ? [tap(`${node}/${bridge.name}`, bridge)] : []),
      tap(`${node}/eth0`, wire),
    ],
  };
}

function wireMac(n: number): string {
  return `02:00:00:00:50:0${n}`;
}
