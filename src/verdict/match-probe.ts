import type { Packet } from '../packets/packet.ts';
import { type JoinKey, type Leg, MARKER, type ProbeKey } from './join-key.ts';
import { matchStream } from './tcp-stream.ts';
import { matchExchange } from './udp-exchange.ts';

/** One of the probe's packets; `sequence` is null for those that carry none (a bare TCP ACK). */
export interface Match {
  readonly leg: Leg;
  readonly sequence: number | null;
}

const ECHO: Readonly<Record<number, Leg>> = { 8: 'request', 0: 'reply' };
const ECHO_V6: Readonly<Record<number, Leg>> = { 128: 'request', 129: 'reply' };

/** What this packet has of the probe: nothing for a stranger, more than one where GSO joined messages. */
export function matchProbe(packet: Packet, key: JoinKey): Match[] {
  if ('stream' in key) return matchStream(packet, key.stream);
  if ('exchange' in key) return matchExchange(packet, key.exchange);
  return key.kind === 'ping' ? matchEcho(packet, key) : matchMessage(packet, key);
}

function matchEcho(packet: Packet, key: ProbeKey & { kind: 'ping' }): Match[] {
  const layer = packet.layers.at(-1);
  if (layer?.protocol !== 'icmp' && layer?.protocol !== 'icmpv6') return [];
  const leg = (layer.protocol === 'icmp' ? ECHO : ECHO_V6)[layer.type];
  if (!leg || layer.sequence === null) return [];
  if (key.id !== null && layer.id !== key.id) return [];
  if (key.nonce !== null && !contains(packet.payload, key.nonce)) return [];
  return [{ leg, sequence: layer.sequence }];
}

function matchMessage(packet: Packet, key: ProbeKey & { kind: 'udp' | 'tcp' }): Match[] {
  const layer = packet.layers.at(-1);
  if (layer?.protocol !== key.kind) return [];
  const text = latin1(packet.payload);
  const found = [...text.matchAll(MARKER)].filter(([, nonce]) => nonce === key.nonce);
  if (found.length > 0) {
    return found.map(([, , leg, sequence]) => ({
      leg: leg === 'q' ? 'request' : 'reply',
      sequence: Number(sequence),
    }));
  }
  if (layer.destinationPort === key.port) return [{ leg: 'request', sequence: null }];
  if (layer.sourcePort === key.port) return [{ leg: 'reply', sequence: null }];
  return [];
}

function contains(bytes: Uint8Array, hex: string): boolean {
  const nonce = hex.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
  for (let start = 0; start + nonce.length <= bytes.length; start++) {
    if (nonce.every((byte, i) => bytes[start + i] === byte)) return true;
  }
  return false;
}

const decoder = new TextDecoder('latin1');
function latin1(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
