import type { Namespace } from '../namespace.ts';
import { devices, type Family, type Topology } from '../topology.ts';
import { calicoPod } from './calico-pod.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { podPair } from './pod-pair.ts';
import { routerSysctls } from './sysctls.ts';

/** The way out of the nodes' network, for what is for nobody in it. */
const ROUTER = { 4: '192.168.50.254', 6: 'fd00:192:168:50::254' } as const;

/** Two of Calico's pods on one node, whose eth0 leads to a router. */
export function calicoPair(family: Family): Topology {
  const pair = podPair(undefined, calicoPod)(family);
  const end = (namespace: string, mac: string, address: string) => ({
    ...{ namespace, name: 'eth0', mac },
    addresses: [`${address}/${PLAN[family].nodeBits}`],
  });
  const node = end('node1', '02:00:00:00:50:01', PLAN[family].node(1));
  const router = end('router', '02:00:00:00:50:fe', ROUTER[family]);
  return withCalico({
    ...pair,
    namespaces: {
      ...pair.namespaces,
      router: { role: 'network', sysctls: routerSysctls(family), routes: [], neighbours: [] },
    },
    links: [{ kind: 'veth', ends: [node, router] }, ...pair.links],
  });
}

/** One of Calico's pods on each of two nodes, joined by a wire. */
export function calicoNodes(family: Family): Topology {
  return withCalico(nodePair(undefined, calicoPod)(family));
}

/** What Calico sets on the nodes of its pods. */
function withCalico(topology: Topology): Topology {
  const { family } = topology;
  const made = (name: string, node: Namespace): Namespace => ({
    ...node,
    sysctls: { ...node.sysctls, ...proxyArp(topology, name) },
    routes: [...node.routes, { to: 'default', via: ROUTER[family], device: 'eth0' }],
  });
  return {
    ...topology,
    namespaces: Object.fromEntries(
      Object.entries(topology.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? made(name, namespace) : namespace,
      ]),
    ),
  };
}

/**
 * Who asks for the gateway is answered at once with the host side's own MAC address. Linux does that
 * only for an address that it would send on by another device: so there must be a default route.
 */
function proxyArp(topology: Topology, node: string): Record<string, number> {
  if (topology.family === 6) return {};
  const hostSides = devices(topology).filter(
    (d) => d.namespace === node && d.name.startsWith('cali'),
  );
  return Object.fromEntries(
    hostSides.flatMap(({ name }) => [
      [`net.ipv4.conf.${name}.proxy_arp`, 1],
      [`net.ipv4.neigh.${name}.proxy_delay`, 0],
    ]),
  );
}
