import { decode } from '../../packets/decode.ts';
import type { Frame } from '../../packets/frame.ts';
import type { Layer, Packet } from '../../packets/packet.ts';
import type { Leg } from '../../verdict/join-key.ts';
import { matchProbe } from '../../verdict/match-probe.ts';
import type { SentProbe, TapCapture } from '../../verdict/observe.ts';

/** One captured packet, as a report lists it. */
export interface ListedPacket {
  /** Nanoseconds since the first packet of all taps. */
  readonly atNs: bigint;
  readonly tap: string;
  readonly direction: Frame['direction'];
  /** What it is of the probe; null for anything else that passed. */
  readonly leg: Leg | null;
  readonly sequence: number | null;
  /** `ICMP echo request, TTL 64` */
  readonly summary: string;
  /** A line for each layer, outermost first. */
  readonly layers: readonly string[];
}

export interface PacketList {
  readonly first: readonly ListedPacket[];
  readonly last: readonly ListedPacket[];
  /** How many between the two are left out. */
  readonly leftOut: number;
}

/** What all taps captured, in the order of time: the first and the last, at most so many of either. */
export function packetList(
  captures: readonly TapCapture[],
  sent: SentProbe | null,
  most: number,
): PacketList {
  // in the order of the taps where stamps are the same
  const all = captures
    .flatMap(({ tap, frames }) => frames.map((frame) => ({ tap, frame })))
    .sort((a, b) => Number(a.frame.timestampNs - b.frame.timestampNs));
  const start = all[0]?.frame.timestampNs ?? 0n;
  const listed = (part: typeof all) =>
    part.map(({ tap, frame }) => listedPacket(tap, frame, start, sent));
  if (all.length <= 2 * most) return { first: listed(all), last: [], leftOut: 0 };
  return {
    first: listed(all.slice(0, most)),
    last: listed(all.slice(-most)),
    leftOut: all.length - 2 * most,
  };
}

function listedPacket(
  tap: string,
  frame: Frame,
  start: bigint,
  sent: SentProbe | null,
): ListedPacket {
  const packet = decode(frame);
  const [match] = sent ? matchProbe(packet, sent.key) : [];
  return {
    ...{ atNs: frame.timestampNs - start, tap, direction: frame.direction },
    ...{ leg: match?.leg ?? null, sequence: match?.sequence ?? null },
    summary: summaryOf(packet),
    layers: [...packet.layers.map(layerText), ...leftover(packet)],
  };
}

/** `VXLAN: ICMP 10.244.1.11 > 10.244.1.12, TTL 63` */
function summaryOf({ layers }: Packet): string {
  const last = layers.at(-1);
  const ip = layers.findLast((layer) => layer.protocol === 'ipv4' || layer.protocol === 'ipv6');
  const tunnel = layers.find((layer) => TUNNELS.includes(layer.protocol));
  const parts = [
    ...(tunnel ? [`${tunnel.protocol.toUpperCase()}:`] : []),
    last ? nameOf(last) : 'nothing that can be read',
    ...(ip ? [`${ip.source} > ${ip.destination}`] : []),
  ];
  const ttl = ip && (ip.protocol === 'ipv4' ? ip.ttl : ip.hopLimit);
  return parts.join(' ') + (ttl === undefined ? '' : `, TTL ${ttl}`);
}

/** `ICMP echo request`, `TCP SYN ACK`, `ARP` */
function nameOf(layer: Layer): string {
  const name = layer.protocol === 'icmpv6' ? 'ICMPv6' : layer.protocol.toUpperCase();
  if (layer.protocol === 'icmp' || layer.protocol === 'icmpv6') {
    const echo = ECHO[layer.type];
    return echo ? `${name} ${echo}` : `${name} type ${layer.type}`;
  }
  if (layer.protocol === 'arp') return layer.operation === 1 ? 'ARP request' : 'ARP reply';
  if (layer.protocol !== 'tcp') return name;
  return [name, ...TCP_FLAGS.filter((_, bit) => (layer.flags >> bit) & 1)].join(' ');
}

const ECHO: Readonly<Record<number, string>> = {
  ...{ 8: 'echo request', 0: 'echo reply', 128: 'echo request', 129: 'echo reply' },
};

/** From the lowest bit (RFC 9293). */
const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

const TUNNELS = ['vxlan', 'geneve', 'gre', 'sleeve', 'wireguard'];

/** `ipv4: source 10.244.1.11, destination 10.244.1.12, ttl 64` */
function layerText(layer: Layer): string {
  const fields = Object.entries(layer)
    .filter(([name, value]) => name !== 'protocol' && value !== null && typeof value !== 'object')
    .map(([name, value]) => `${spaced(name)} ${value}`);
  return `${layer.protocol}: ${fields.join(', ')}`;
}

/** `hopLimit` as `hop limit` */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function leftover({ payload, cut, malformed }: Packet): string[] {
  return [
    ...(payload.length > 0 ? [`payload: ${payload.length} bytes`] : []),
    ...(cut ? ['the capture ends before the packet does'] : []),
    ...(malformed ? [`malformed ${malformed.protocol}: ${malformed.reason}`] : []),
  ];
}
