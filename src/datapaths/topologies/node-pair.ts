import type { Device, Family, Namespace, Program, Topology } from '../topology.ts';
import { routedPod } from './routed-pod.ts';
import { routerSysctls } from './sysctls.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

/** What runs at tc ingress of a node's devices; without it, the node's stack forwards. */
export interface NodePrograms {
  /** On the host sides of pods: for packets that leave a pod. */
  readonly fromPod: Program['object'];
  /** On the node's own device: for packets that arrive for a pod. */
  readonly fromWire: Program['object'];
}

/** Addresses of node n, and of its pods. */
const PLAN = {
  4: {
    node: (n: number) => `192.168.50.${n}`,
    nodeBits: 24,
    pods: (n: number) => `10.244.${n}.0/24`,
    gateway: (n: number) => `10.244.${n}.1`,
  },
  6: {
    node: (n: number) => `fd00:192:168:50::${n}`,
    nodeBits: 64,
    pods: (n: number) => `fd00:10:244:${n}::/64`,
    gateway: (n: number) => `fd00:10:244:${n}::1`,
  },
} as const;

/**
 * A pod on each of two nodes, the nodes joined by one wire, each knowing the other's pods by a route
 * (native routing). Pods are attached as on one node: a routed veth, and nothing but a gateway.
 */
export function nodePair(programs?: NodePrograms): (family: Family) => Topology {
  return (family) => {
    const sides = [side(1, family, programs), side(2, family, programs)] as const;
    const [one, two] = sides;
    return {
      family,
      namespaces: Object.assign({}, ...sides.map((s) => s.namespaces)),
      links: [
        { kind: 'veth', ends: [one.wire, two.wire] },
        ...sides.map((s) => ({ kind: 'veth' as const, ends: [s.host, s.eth0] as const })),
      ],
      programs: sides.flatMap((s) => s.programs),
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [
        { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
        { name: 'pod1/lxc', namespace: 'node1', device: 'lxc1' },
        { name: 'node1/eth0', namespace: 'node1', device: 'eth0' },
        { name: 'node2/eth0', namespace: 'node2', device: 'eth0' },
        { name: 'pod2/lxc', namespace: 'node2', device: 'lxc2' },
        { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
      ],
    };
  };
}

/** Node n with pod n. */
function side(n: number, family: Family, programs: NodePrograms | undefined) {
  const plan = PLAN[family];
  const other = n === 1 ? 2 : 1;
  const node = `node${n}`;
  const pod = routedPod(n, node, plan.gateway(n), family);
  const wire: Device = {
    namespace: node,
    name: 'eth0',
    mac: wireMac(n),
    addresses: [`${plan.node(n)}/${plan.nodeBits}`],
  };
  const namespaces: Record<string, Namespace> = {
    [node]: {
      role: 'node',
      sysctls: routerSysctls(family),
      routes: [pod.route, { to: plan.pods(other), via: plan.node(other), device: 'eth0' }],
      neighbours: [
        pod.neighbour,
        { address: plan.node(other), mac: wireMac(other), device: 'eth0' },
      ],
      nftables: TRACK_FORWARDED,
    },
    [pod.name]: pod.namespace,
  };
  const attached: Program[] = programs
    ? [
        { namespace: node, device: pod.host.name, hook: 'ingress', object: programs.fromPod },
        { namespace: node, device: 'eth0', hook: 'ingress', object: programs.fromWire },
      ]
    : [];
  return { wire, host: pod.host, eth0: pod.eth0, namespaces, programs: attached };
}

function wireMac(n: number): string {
  return `02:00:00:00:50:0${n}`;
}
