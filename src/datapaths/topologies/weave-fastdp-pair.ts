import type { Device, Link } from '../link.ts';
import type { Namespace, OvsDatapath } from '../namespace.ts';
import type { Topology } from '../topology.ts';
import { PLAN } from './node-pair.ts';
import { withTunnelTaps } from './tunnel-taps.ts';
import { weavePair } from './weave-pair.ts';

const PORT = 6784;
const TUNNEL = `vxlan-${PORT}`;
const SWITCHED = 'vethwe-datapath';

/** VXLAN network identifier of what node n sends to the other: the short names of both peers, 12 bits each. */
export function vniFrom(n: number): number {
  return ((3 - n) << 12) | n;
}

/** Weave's nodes with a datapath of Open vSwitch on each, and a VXLAN device, which are its ports. */
export function weaveFastdpPair(): Topology {
  const pair = weavePair(SWITCHED);
  return {
    ...pair,
    namespaces: Object.fromEntries(
      Object.entries(pair.namespaces).map(([name, namespace]): [string, Namespace] => [
        name,
        namespace.role === 'node'
          ? { ...namespace, openvswitch: datapath(Number(name.at(-1))) }
          : namespace,
      ]),
    ),
    links: [...pair.links, ...['node1', 'node2'].map(vxlan)],
    taps: withTunnelTaps(pair.taps, (node) => ({ tap: TUNNEL, device: tunnel(node) })),
  };
}

/** The flows that Weave's router writes when the first packets come, in general terms: not for each pair of MAC addresses. */
function datapath(n: number): OvsDatapath {
  const [here, there] = [n, 3 - n].map(PLAN[4].node);
  const incoming = `tunnel(tun_id=${vniFrom(3 - n)},src=${there},dst=${here},ttl=0/0)`;
  const outgoing = `set(tunnel(tun_id=${vniFrom(n)},src=${here},dst=${there},ttl=64,tp_dst=${PORT},flags(df|key)))`;
  return {
    name: 'datapath',
    ports: [SWITCHED, TUNNEL],
    flows: ['eth_type(0x0800),ipv4()', 'eth_type(0x0806),arp()'].flatMap((protocol) => [
      { match: `in_port(1),eth(),${protocol}`, actions: `${outgoing},2` },
      { match: `${incoming},in_port(2),eth(),${protocol}`, actions: '1' },
    ]),
  };
}

/** Whose outer headers the flows say. */
function vxlan(node: string): Link {
  const options = `external dstport ${PORT} nolearning`;
  return { kind: 'device', type: 'vxlan', device: tunnel(node), options };
}

function tunnel(node: string): Device {
  return { namespace: node, name: TUNNEL, mac: `02:00:00:00:60:0${node.at(-1)}`, addresses: [] };
}
