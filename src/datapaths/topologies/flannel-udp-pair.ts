import { NO_MAC } from '../../packets/address.ts';
import type { Daemon } from '../daemon.ts';
import type { Device, Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Topology } from '../topology.ts';
import { bridgedPod } from './bridged-pod.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { tunnelProcess } from './tunnel-process.ts';
import { withTunnelTaps } from './tunnel-taps.ts';
import { withRoom } from './with-room.ts';

const TUNNEL = 'flannel0';
const PORT = 8285;
/** The wire's MTU without an IPv4 and a UDP header. */
const MTU = 1472;
const ALL_PODS = '10.244.0.0/16';

/**
 * Two nodes with a bridge each, and flannel's udp backend between them: the pods of all nodes are routed
 * into a TUN device, and what comes out of that a process of the node sends to the other by UDP. It
 * knows IPv4 only.
 */
export function flannelUdpPair(): Topology {
  const native = nodePair(undefined, bridgedPod)(4);
  return {
    ...native,
    namespaces: Object.fromEntries(
      Object.entries(native.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? withTunnel(namespace) : namespace,
      ]),
    ),
    links: [...native.links.map((link) => withRoom(link, MTU)), ...[1, 2].map(tun)],
    daemons: [1, 2].map(flanneld),
    taps: withTunnelTaps(native.taps, (node) => ({
      tap: TUNNEL,
      device: tunnel(Number(node.at(-1))),
    })),
  };
}

/** One route for the pods of all nodes: that of its own node's is more specific. */
function withTunnel(node: Namespace): Namespace {
  return { ...node, routes: [{ to: ALL_PODS, device: TUNNEL }] };
}

function tun(n: number): Link {
  return { kind: 'device', type: 'tun', device: tunnel(n), options: 'mode tun' };
}

/** Its address is the first of the node's subnet, the one that no pod gets. */
function tunnel(n: number): Device {
  const addresses = [`${PLAN[4].pods(n)}/32`];
  return { namespace: `node${n}`, name: TUNNEL, mac: NO_MAC, addresses, mtu: MTU };
}

function flanneld(n: number): Daemon {
  const [here, there] = [n, 3 - n].map(PLAN[4].node);
  return tunnelProcess(`node${n}`, 'flanneld', ['packets', TUNNEL, here!, there!, PORT]);
}
