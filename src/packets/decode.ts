import type { Frame } from './frame.ts';
import { decodeArp } from './layers/arp.ts';
import { decodeEthernet } from './layers/ethernet.ts';
import { decodeGeneve } from './layers/geneve.ts';
import { decodeGre } from './layers/gre.ts';
import { decodeIcmp } from './layers/icmp.ts';
import { decodeIcmpv6 } from './layers/icmpv6.ts';
import { decodeIpv4 } from './layers/ipv4.ts';
import { decodeIpv6 } from './layers/ipv6.ts';
import type { Protocol } from './layers/layer.ts';
import { protocolOfLink } from './layers/link-protocol.ts';
import { decodeNullLink } from './layers/null-link.ts';
import { PacketCursor } from './layers/packet-cursor.ts';
import { decodeRawIp } from './layers/raw-ip.ts';
import { decodeSleeve } from './layers/sleeve.ts';
import { decodeSll } from './layers/sll.ts';
import { decodeSll2 } from './layers/sll2.ts';
import { decodeTcp } from './layers/tcp.ts';
import { TUNNEL_PORTS, type TunnelPorts } from './layers/tunnel-ports.ts';
import { decodeUdp } from './layers/udp.ts';
import { decodeVlan } from './layers/vlan.ts';
import { decodeVxlan } from './layers/vxlan.ts';
import { decodeWireguard } from './layers/wireguard.ts';
import type { Packet } from './packet.ts';

export type { Layer, Malformed, Packet } from './packet.ts';

export interface DecodeOptions {
  /** UDP destination ports to look for tunnels on, in place of TUNNEL_PORTS. */
  readonly tunnels?: TunnelPorts;
}

/** Takes one layer off the cursor and says what comes next, null for nothing it knows. */
type Decoder = (cursor: PacketCursor) => Protocol | null;

const DECODERS: Readonly<Record<Protocol, Decoder>> = {
  ethernet: decodeEthernet,
  sll: decodeSll,
  sll2: decodeSll2,
  null: decodeNullLink,
  'raw-ip': decodeRawIp,
  vlan: decodeVlan,
  arp: decodeArp,
  ipv4: decodeIpv4,
  ipv6: decodeIpv6,
  icmp: decodeIcmp,
  icmpv6: decodeIcmpv6,
  udp: decodeUdp,
  tcp: decodeTcp,
  vxlan: decodeVxlan,
  geneve: decodeGeneve,
  gre: decodeGre,
  wireguard: decodeWireguard,
  sleeve: decodeSleeve,
};

/** Far beyond any real encapsulation. */
const MAX_LAYERS = 16;

/**
 * Takes a frame apart, through tunnels, down to the innermost transport. Never throws: what
 * cannot be decoded is reported by `cut` and `malformed`, or, if it is merely a protocol not
 * known here, left as `payload`.
 */
export function decode(
  frame: Pick<Frame, 'linkType' | 'bytes' | 'length'>,
  options?: DecodeOptions,
): Packet {
  const { bytes } = frame;
  const wireLength = Math.max(frame.length, bytes.length);
  const cursor = new PacketCursor(bytes, wireLength, options?.tunnels ?? TUNNEL_PORTS);
  let next = protocolOfLink(frame.linkType);
  while (next !== null && cursor.layers.length < MAX_LAYERS) next = DECODERS[next](cursor);
  if (next !== null) cursor.stop(next, 'too many layers');
  return {
    layers: cursor.layers,
    payload: bytes.subarray(cursor.offset, cursor.capturedEnd),
    cut: cursor.end > bytes.length,
    malformed: cursor.malformed,
  };
}
