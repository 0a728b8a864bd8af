import { NO_MAC } from '../../packets/address.ts';
import type { Family, Topology } from '../topology.ts';
import { calicoNodes } from './calico-nodes.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { HOST_BITS } from './routed-pod.ts';
import { type Tunnel, tunnelPair } from './tunnel-pair.ts';

/** Two nodes with routed pods, joined by a GRE tunnel: over IPv6, which has a device type of its own, for IPv6. */
export function grePair(family: Family): Topology {
  const type = { 4: 'gre', 6: 'ip6gre' };
  return joined(family, {
    ...between(family),
    type: type[family],
    mtu: MTU[family] - 4,
    name: 'gre1',
  });
}

/** The same by IP in IP: IPv4 in IPv4, or IPv6 in IPv6. */
export function ipipPair(family: Family): Topology {
  const type = { 4: 'ipip', 6: 'ip6tnl' };
  return joined(family, {
    ...between(family),
    type: type[family],
    mtu: MTU[family],
    name: 'ipip1',
  });
}

/**
 * Two nodes with Calico's pods, joined by IP in IP: `tunl0`, which knows no other end. The next hop of the
 * route is the outer destination.
 */
export function calicoIpipPair(family: Family): Topology {
  const { node, pods } = PLAN[family];
  return tunnelPair(calicoNodes(family), {
    type: 'ipip',
    device: (n) => ({
      ...{ namespace: `node${n}`, name: 'tunl0', mac: NO_MAC, mtu: MTU[4], isFallback: true },
      addresses: [`${pods(n)}/${HOST_BITS[family]}`],
    }),
    via: node,
    isTold: true,
  });
}

/** The wire's MTU without one more IP header. */
const MTU = { 4: 1480, 6: 1460 } as const;

function joined(
  family: Family,
  { name, mtu, ...rest }: Pick<Tunnel, 'type' | 'options'> & { name: string; mtu: number },
): Topology {
  return tunnelPair(nodePair(undefined, ptpPod)(family), {
    ...rest,
    device: (n) => ({ namespace: `node${n}`, name, mac: NO_MAC, addresses: [], mtu }),
  });
}

/** Who else could be at the other end of a tunnel that has one? So there is no next hop, and no address. */
function between(family: Family): Pick<Tunnel, 'options'> {
  const { node } = PLAN[family];
  // Linux else adds a header that says how deep tunnels may be nested (RFC 2473)
  const plain = family === 6 ? ' encaplimit none' : '';
  return { options: (n) => `local ${node(n)} remote ${node(3 - n)}${plain}` };
}
