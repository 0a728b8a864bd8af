import type { Device, Link } from '../link.ts';
import type { Topology } from '../topology.ts';
import { nodePair } from './node-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';
import { MTU, weavePod } from './weave-pod.ts';

/**
 * Two nodes with a bridge `weave` each, which are one Ethernet to the pods. On each node a veth pair leads
 * from the bridge to what carries frames to the other node. Weave knows IPv4 only.
 * @param far the end of that pair: `vethwe-pcap`, `vethwe-datapath`
 */
export function weavePair(far: string): Topology {
  const native = nodePair(undefined, weavePod)(4);
  const taps = native.taps.map((tap) =>
    tap.device === 'weave'
      ? { ...tap, canary: { from: tap.namespace, to: `pod${tap.namespace.at(-1)}` } }
      : tap,
  );
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? { ...namespace, routes: [] } : namespace,
      ]),
    ),
    links: [...native.links, ...['node1', 'node2'].map((node) => pair(node, far))],
    taps: [NEAR, far].reduce<Topology['taps']>(
      (so, name) => withTunnelTaps(so, (node) => ({ tap: name, device: end(node, name) })),
      taps,
    ),
  };
}

const NEAR = 'vethwe-bridge';

function pair(node: string, far: string): Link {
  return { kind: 'veth', ends: [{ ...end(node, NEAR), master: 'weave' }, end(node, far)] };
}

function end(node: string, name: string): Device {
  const mac = `02:00:00:00:${name === NEAR ? 61 : 62}:0${node.at(-1)}`;
  return { namespace: node, name, mac, addresses: [], mtu: MTU };
}
