import type { Daemon } from '../daemon.ts';
import type { Family, Topology } from '../topology.ts';
import { GATEWAY } from './pod-pair.ts';
import { endpoint, WEB } from './service.ts';
import { servicePair } from './service-pair.ts';

/** Ports of the node at which the proxy listens, one for each port of a service. */
const PROXY = { tcp: 40001, udp: 40002 } as const;
const PROTOCOLS = ['tcp', 'udp'] as const;

/**
 * Two pods of one node, of which pod 1 asks a service, and pod 2 is behind it. The node's rules send what is
 * for the service to a process of its own, which asks pod 2 itself.
 */
export function kubeProxyUserspace(family: Family): Topology {
  return {
    ...servicePair((family) => ({ iptables: portals(family) }))(family),
    daemons: PROTOCOLS.map((protocol) => proxy(protocol, family)),
  };
}

/** The nat table as kube-proxy wrote it in userspace mode, for one service. */
function portals(family: Family): string {
  const { address, port } = WEB[family];
  const rule = (chain: string, protocol: 'tcp' | 'udp') =>
    `-A ${chain} -d ${address} -p ${protocol} -m ${protocol} --dport ${port}`;
  return `${[
    '*nat',
    ':KUBE-PORTALS-CONTAINER - [0:0]',
    ':KUBE-PORTALS-HOST - [0:0]',
    '-A PREROUTING -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-CONTAINER',
    '-A OUTPUT -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-HOST',
    ...PROTOCOLS.flatMap((protocol) => [
      `${rule('KUBE-PORTALS-CONTAINER', protocol)} -j REDIRECT --to-ports ${PROXY[protocol]}`,
      `${rule('KUBE-PORTALS-HOST', protocol)} -j DNAT --to-destination ${endpoint(GATEWAY[family], PROXY[protocol])}`,
    ]),
    'COMMIT',
  ].join('\n')}\n`;
}

/** In the place of kube-proxy itself: for each client one process, with a socket to it and one to the pod. */
function proxy(protocol: 'tcp' | 'udp', family: Family): Daemon {
  const { backend, port } = WEB[family];
  const kind = `${protocol.toUpperCase()}${family}`;
  return {
    ...{ namespace: 'node1', name: `proxy-${protocol}` },
    argv: [
      ...(['socat', '-d', '-d', '-T', '60'] as const),
      `${kind}-LISTEN:${PROXY[protocol]},fork,reuseaddr`,
      `${kind}:${endpoint(backend, port)}`,
    ],
    ready: ['grep', '-q', 'listening on', '{dir}/log'],
  };
}
