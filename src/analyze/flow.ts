import type { Packet } from '../packets/packet.ts';
import { type JoinKey, MARKER } from '../verdict/join-key.ts';
import { matchProbe } from '../verdict/match-probe.ts';

/** One probe found in somebody's captures: who asked whom, and how its packets are known. */
export interface Flow {
  /** Equal for packets of the same flow, at every tap. */
  readonly id: string;
  readonly key: JoinKey;
  /** `ping 10.244.1.234 > 10.244.1.174, id 21` */
  readonly title: string;
}

const decoder = new TextDecoder('latin1');

const KNOWN = new WeakMap<Packet, Flow | null>();

/**
 * The flow that a packet is of: an ICMP echo exchange, or one of our own UDP or TCP probes. Kept: every flow
 * that is looked for asks for it again. It goes when the packet goes.
 */
export function flowOf(packet: Packet): Flow | null {
  const known = KNOWN.get(packet);
  if (known !== undefined) return known;
  const flow = workedOut(packet);
  KNOWN.set(packet, flow);
  return flow;
}

function workedOut(packet: Packet): Flow | null {
  const layer = packet.layers.at(-1);
  if (layer?.protocol === 'icmp' || layer?.protocol === 'icmpv6') return echoFlow(packet, layer.id);
  if (layer?.protocol !== 'udp' && layer?.protocol !== 'tcp') return null;
  const [found] = decoder.decode(packet.payload).matchAll(MARKER);
  if (!found) return null;
  const [, nonce = '', leg] = found;
  const port = leg === 'q' ? layer.destinationPort : layer.sourcePort;
  const key: JoinKey = { kind: layer.protocol, nonce, port };
  return { id: nonce, key, title: `${layer.protocol} probe ${nonce}` };
}

function echoFlow(packet: Packet, id: number | null): Flow | null {
  const key: JoinKey = { kind: 'ping', nonce: null, id };
  const [match] = matchProbe(packet, key);
  const ip = packet.layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
  if (!match || !ip) return null;
  const [from, to] =
    match.leg === 'request' ? [ip.source, ip.destination] : [ip.destination, ip.source];
  const title = `ping ${from} > ${to}, id ${id}`;
  return { id: title, key, title };
}
