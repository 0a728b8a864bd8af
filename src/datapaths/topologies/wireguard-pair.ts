import { NO_MAC } from '../../packets/address.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { type Tunnel, tunnelPair } from './tunnel-pair.ts';

const DEVICE = 'cilium_wg0';
/** Cilium's own; WireGuard's is 51820. */
const PORT = 51871;

/** Of nodes 1 and 2. Made for these labs, and in them alone: they guard nothing. */
const KEYS = {
  1: {
    secret: 'EGvakTgwNSP7aym1OxVMdhFXt1pNAE90emcWBWUGfEA=',
    public: 'ZIIuFLIAzJj4UQPuLMEe4F0+LxkkwPDd0ys7tvh5gl4=',
  },
  2: {
    secret: 'CJ9dlqevxKPRc0JYXBxpAny44oGPb/10Klvb6SD+Lm4=',
    public: 'KudVpu3JcljPxZAY3GPAwAtzdo8VolXAie+v7jv+EWI=',
  },
} as const;

/**
 * Two nodes with eBPF host routing, and Cilium's WireGuard device between them: pods of the other node are
 * routed into it. What comes out of it a program gives to the pods.
 */
export function wireguardPair(family: Family): Topology {
  const native = nodePair({ fromPod: 'redirect', fromWire: 'redirect-peer' })(family);
  const pair = tunnelPair(native, tunnel(family));
  return {
    ...pair,
    namespaces: Object.fromEntries(
      Object.entries(pair.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withPeer(name, namespace, family) : namespace,
      ]),
    ),
    programs: [
      ...pair.programs,
      ...['node1', 'node2'].map((namespace) => ({
        ...{ namespace, device: DEVICE, hook: 'ingress' as const, object: 'bare-peer' as const },
      })),
    ],
    // the nodes' own packets are not encrypted: those show that these taps can see
    taps: pair.taps.map((tap) =>
      tap.device === 'eth0' && tap.namespace.startsWith('node')
        ? { ...tap, canary: { from: 'node1', to: 'node2' } }
        : tap,
    ),
  };
}

function tunnel(family: Family): Tunnel {
  return {
    type: 'wireguard',
    device: (n) => ({
      ...{ namespace: `node${n}`, name: DEVICE, mac: NO_MAC, addresses: [], mtu: 1420 },
    }),
    via: (n) => nextHop(n, family),
    isTold: true,
  };
}

/**
 * WireGuard finds its peer by the packet's own destination; a next hop there is only for bpf_fib_lookup(),
 * which wants a neighbour. In IPv6 it must be no address that another device reaches.
 */
function nextHop(n: number, family: Family): string {
  return family === 4 ? PLAN[4].node(n) : `fe80::${n}`;
}

function withPeer(name: string, node: Namespace, family: Family): Namespace {
  const [own, other] = name === 'node1' ? ([1, 2] as const) : ([2, 1] as const);
  const plan = PLAN[family];
  const endpoint = family === 4 ? plan.node(other) : `[${plan.node(other)}]`;
  const config = [
    '[Interface]',
    `PrivateKey = ${KEYS[own].secret}`,
    `ListenPort = ${PORT}`,
    '[Peer]',
    `PublicKey = ${KEYS[other].public}`,
    `Endpoint = ${endpoint}:${PORT}`,
    `AllowedIPs = ${plan.pods(other)}/${plan.podBits}`,
  ];
  const hop = { address: nextHop(other, family), mac: NO_MAC, device: DEVICE };
  return {
    ...node,
    neighbours: [...node.neighbours, hop],
    wireguard: { device: DEVICE, config: `${config.join('\n')}\n` },
  };
}
