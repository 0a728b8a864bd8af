import type { ArpLayer } from './arp.ts';
import type { EthernetLayer } from './ethernet.ts';
import type { GeneveLayer } from './geneve.ts';
import type { GreLayer } from './gre.ts';
import type { IcmpLayer } from './icmp.ts';
import type { Icmpv6Layer } from './icmpv6.ts';
import type { Ipv4Layer } from './ipv4.ts';
import type { Ipv6Layer } from './ipv6.ts';
import type { SleeveLayer } from './sleeve.ts';
import type { SllLayer } from './sll.ts';
import type { Sll2Layer } from './sll2.ts';
import type { TcpLayer } from './tcp.ts';
import type { UdpLayer } from './udp.ts';
import type { VlanLayer } from './vlan.ts';
import type { VxlanLayer } from './vxlan.ts';
import type { WireguardLayer } from './wireguard.ts';

/** One decoded protocol header. */
export type Layer =
  | EthernetLayer
  | SllLayer
  | Sll2Layer
  | VlanLayer
  | ArpLayer
  | Ipv4Layer
  | Ipv6Layer
  | IcmpLayer
  | Icmpv6Layer
  | UdpLayer
  | TcpLayer
  | VxlanLayer
  | GeneveLayer
  | GreLayer
  | WireguardLayer
  | SleeveLayer;

/**
 * What can come next in a packet: a layer, or one of the two wrappings that say which IP follows
 * without being a layer themselves.
 */
export type Protocol = Layer['protocol'] | 'raw-ip' | 'null';
