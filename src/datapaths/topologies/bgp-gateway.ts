import type { PlaceRoutes } from '../../verdict/evidence.ts';
import type { Daemon } from '../daemon.ts';
import type { Device } from '../link.ts';
import type { Family, TapPoint, Topology } from '../topology.ts';
import { bird } from './bird.ts';
import { gatewayAddresses } from './gateway-addresses.ts';
import { podPrefix, type Side, side, type Uplink } from './node-pair.ts';
import { routedPod } from './routed-pod.ts';
import { routerSysctls } from './sysctls.ts';

const NODES = [1, 2] as const;
const PROGRAMS = { fromPod: 'redirect', fromWire: 'redirect-peer' } as const;
/** Of private use: one for the nodes, another for the router of their rack. */
const AS = { node: 64512, router: 64500 };

/** Each node has a wire to the router, and on it a subnet of its own. */
const WIRE = {
  4: {
    node: (n: number) => `192.168.5${n}.1`,
    router: (n: number) => `192.168.5${n}.254`,
    bits: 24,
  },
  6: {
    node: (n: number) => `fd00:192:168:5${n}::1`,
    router: (n: number) => `fd00:192:168:5${n}::fe`,
    bits: 64,
  },
} as const;

/** Two nodes on ports of one router, with eBPF host routing on both. They know nothing but that router. */
function bgpNodes(family: Family, isAnnounced: boolean): Topology {
  const [one, two] = NODES.map((n) => side(n, family, uplink(n, family), routedPod, PROGRAMS)) as [
    Side,
    Side,
  ];
  const tap = (n: number) => ({ name: `router/eth${n}`, namespace: 'router', device: `eth${n}` });
  return {
    family,
    namespaces: {
      router: { role: 'network', sysctls: routerSysctls(family), routes: [], neighbours: [] },
      ...one.namespaces,
      ...two.namespaces,
    },
    links: [
      { kind: 'veth', ends: [port(1, family), one.wire] },
      { kind: 'veth', ends: [port(2, family), two.wire] },
      ...one.links,
      ...two.links,
    ],
    programs: [...one.programs, ...two.programs],
    services: [{ namespace: 'pod2', port: 8080 }],
    daemons: [...NODES.map((n) => onNode(n, family, isAnnounced)), onRouter(family, isAnnounced)],
    taps: [...one.taps, tap(1), tap(2), ...two.taps.toReversed()],
  };
}

/** The router alone knows where pods are, from what the nodes tell it by BGP. */
export function bgpGateway(family: Family): Topology {
  return bgpNodes(family, true);
}

/** What BIRD on the router must have learned: where the pods of both nodes are. The nodes learn nothing. */
export function gatewayRoutes(family: Family): PlaceRoutes[] {
  return [{ place: 'router', learned: NODES.map((n) => `${podPrefix(n, family)} by BGP`) }];
}

function uplink(n: number, family: Family): Uplink {
  const { node, router, bits } = WIRE[family];
  return {
    address: `${node(n)}/${bits}`,
    routes: [{ to: 'default', via: router(n) }],
    neighbours: [{ address: router(n), mac: port(n, family).mac }],
  };
}

function port(n: number, family: Family): Device {
  const { router, bits } = WIRE[family];
  const addresses = gatewayAddresses(router(n), bits, family);
  return { namespace: 'router', name: `eth${n}`, mac: `02:00:00:00:52:0${n}`, addresses };
}

function onNode(n: number, family: Family, isAnnounced: boolean): Daemon {
  const { node, router } = WIRE[family];
  return bird({
    ...{ namespace: `node${n}`, id: n, family, as: AS.node },
    ...(isAnnounced && { announces: podPrefix(n, family) }),
    peers: [{ name: 'uplink', as: AS.router, local: node(n), remote: router(n), isPassive: false }],
  });
}

function onRouter(family: Family, isAnnounced: boolean): Daemon {
  const { node, router } = WIRE[family];
  return bird({
    ...{ namespace: 'router', id: 254, family, as: AS.router },
    ...(isAnnounced && { learns: NODES.length }),
    peers: NODES.map((n) => ({
      ...{ name: `node${n}`, as: AS.node, local: router(n), remote: node(n), isPassive: true },
    })),
  });
}

/**
 * The same with the announcements withdrawn: the sessions stand, and bring nothing. What then sees
 * nothing has canaries.
 */
export function bgpWithdrawn(family: Family): Topology {
  const topology = bgpNodes(family, false);
  const canaries: Readonly<Record<string, TapPoint['canary']>> = {
    'router/eth2': { from: 'node2', to: 'router' },
    'node2/eth0': { from: 'node2', to: 'router' },
    'pod2/lxc': { from: 'node2', to: 'pod2' },
    'pod2/eth0': { from: 'node2', to: 'pod2' },
  };
  return {
    ...topology,
    taps: topology.taps.map((tap) => {
      const canary = canaries[tap.name];
      return canary ? { ...tap, canary } : tap;
    }),
  };
}
