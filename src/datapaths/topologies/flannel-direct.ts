import type { Device, Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Passage, TapPoint, Topology } from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { flannelTunnel } from './flannel-pair.ts';
import { gatewayAddresses } from './gateway-addresses.ts';
import { PLAN, podPrefix, type Side, side, type Uplink, wireMac } from './node-pair.ts';
import { routerSysctls } from './sysctls.ts';
import { type Tunnel, tunnelLink } from './tunnel-pair.ts';
import { withRoom } from './with-room.ts';

const NODES = [1, 2, 3];

/** The subnet of nodes 1 and 2, on the router's bridge; and that of node 3, on a port of its own. */
const SUBNETS = {
  4: { near: '192.168.50.', far: '192.168.60.', router: '254', bits: 24 },
  6: { near: 'fd00:192:168:50::', far: 'fd00:192:168:60::', router: 'fe', bits: 64 },
} as const;
const ROUTER_MAC = { br0: '02:00:00:00:53:00', eth3: '02:00:00:00:53:03' } as const;

/**
 * flannel's vxlan backend with DirectRouting: nodes 1 and 2 in one subnet, which flanneld joins by
 * plain routes, and node 3 behind a router, where it takes the tunnel.
 */
function directNodes(family: Family): readonly [Topology, Record<1 | 2 | 3, Side>] {
  const sides = NODES.map((n) => side(n, family, uplink(n, family), bridgedPod)) as [
    Side,
    Side,
    Side,
  ];
  const [one, two, three] = sides;
  const tunnel = tunnelOf(family);
  const namespaces: Record<string, Namespace> = Object.assign(
    {},
    ...sides.map((s) => s.namespaces),
  );
  for (const n of NODES) {
    const node = namespaces[`node${n}`]!;
    const behind = NODES.filter((o) => isNear(o) !== isNear(n)).map((o) => toTunnel(o, family));
    namespaces[`node${n}`] = {
      ...node,
      routes: [...node.routes, ...behind.map((b) => b.route)],
      neighbours: [...node.neighbours, ...behind.map((b) => b.neighbour)],
      fdb: behind.map((b) => b.end),
    };
  }
  const topology: Topology = {
    family,
    namespaces: {
      router: { role: 'network', sysctls: routerSysctls(family), routes: [], neighbours: [] },
      ...namespaces,
    },
    links: [
      { kind: 'device', type: 'bridge', device: onRouter('br0', family) },
      ...[one, two].map(({ wire }, i) => wireTo(port(i + 1), wire)),
      wireTo(onRouter('eth3', family), three.wire),
      ...sides.flatMap((s) => s.links).map((link) => withRoom(link, tunnel.device(1).mtu)),
      ...NODES.map((n) => tunnelLink(tunnel, n)),
    ],
    programs: [],
    services: [],
    taps: [],
  };
  return [topology, { 1: one, 2: two, 3: three }];
}

/** From pod 1 to pod 2, node to node. That the tunnels live all the while is shown by pings to and from pod 3. */
export function directRouting(family: Family): Topology {
  const [nodes, { 1: one, 2: two }] = directNodes(family);
  const passage = { from: 'pod1', to: 'pod2' };
  const [node1, node2, node3] = NODES.map((n) => tunnelTap(n, family)) as [
    TapPoint,
    TapPoint,
    TapPoint,
  ];
  return {
    ...withPassage(nodes, passage),
    taps: [
      ...one.taps.slice(0, -1),
      { ...node1, canary: { from: 'pod1', to: 'pod3' } },
      ...one.taps.slice(-1),
      atRouter('eth1'),
      { ...node3, canary: { from: 'pod1', to: 'pod3' } },
      atRouter('eth2'),
      ...two.taps.slice(-1),
      { ...node2, canary: { from: 'pod2', to: 'pod3' } },
      ...two.taps.slice(0, -1).toReversed(),
    ],
  };
}

/** In the same lab from pod 1 to pod 3, through the tunnel and by the router. */
export function directRoutingRemote(family: Family): Topology {
  const [nodes, { 1: one, 3: three }] = directNodes(family);
  return {
    ...withPassage(nodes, { from: 'pod1', to: 'pod3' }),
    taps: [
      ...one.taps.slice(0, -1),
      tunnelTap(1, family),
      ...one.taps.slice(-1),
      atRouter('br0'),
      atRouter('eth3'),
      ...three.taps.slice(-1),
      tunnelTap(3, family),
      ...three.taps.slice(0, -1).toReversed(),
    ],
  };
}

function withPassage(topology: Topology, probe: Passage): Topology {
  return { ...topology, services: [{ namespace: probe.to, port: 8080 }], probe };
}

function atRouter(device: string): TapPoint {
  return { name: `router/${device}`, namespace: 'router', device };
}

function tunnelTap(n: number, family: Family): TapPoint {
  const { tap, device: on } = tunnelOf(family);
  const { namespace, name: device } = on(n);
  return { name: `${namespace}/${tap}`, namespace, device };
}

function tunnelOf(family: Family): Tunnel {
  return flannelTunnel(family, (n) => address(n, family));
}

/** What a node must know of node n to reach its pods by the tunnel. */
function toTunnel(n: number, family: Family) {
  const { name: device, mac } = tunnelOf(family).device(n);
  const via = PLAN[family].pods(n);
  return {
    route: { to: podPrefix(n, family), via, device, onlink: true },
    neighbour: { address: via, mac, device },
    end: { mac, device, remote: address(n, family) },
  };
}

function isNear(n: number): boolean {
  return n !== 3;
}

function address(n: number, family: Family): string {
  const { near, far } = SUBNETS[family];
  return `${isNear(n) ? near : far}${n}`;
}

function uplink(n: number, family: Family): Uplink {
  const { bits } = SUBNETS[family];
  const gateway = onRouter(isNear(n) ? 'br0' : 'eth3', family);
  const via = gateway.addresses[0]!.split('/')[0]!;
  const nextTo = NODES.filter((o) => o !== n && isNear(o) && isNear(n));
  return {
    address: `${address(n, family)}/${bits}`,
    routes: [
      { to: 'default', via },
      ...nextTo.map((o) => ({ to: podPrefix(o, family), via: address(o, family) })),
    ],
    neighbours: [
      { address: via, mac: gateway.mac },
      ...nextTo.map((o) => ({ address: address(o, family), mac: wireMac(o) })),
    ],
  };
}

function onRouter(name: 'br0' | 'eth3', family: Family): Device {
  const { near, far, router, bits } = SUBNETS[family];
  const own = `${name === 'br0' ? near : far}${router}`;
  const addresses = gatewayAddresses(own, bits, family);
  return { namespace: 'router', name, mac: ROUTER_MAC[name], addresses };
}

function port(n: number): Device {
  const mac = `02:00:00:00:53:0${n}`;
  return { namespace: 'router', name: `eth${n}`, mac, addresses: [], master: 'br0' };
}

function wireTo(port: Device, wire: Device): Link {
  return { kind: 'veth', ends: [port, wire] };
}
