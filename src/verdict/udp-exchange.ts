import type { Packet } from '../packets/packet.ts';
import type { Leg } from './join-key.ts';
import type { Match } from './match-probe.ts';

/** Datagrams that went to and fro between two ports, known by what is in them: that stays the same at every tap. */
export interface UdpExchange {
  /** Of the asking side: translators seldom change it. */
  readonly port: number;
  /** What is in a request that is followed, and in the answer that came next, in hex digits. */
  readonly pairs: readonly { readonly request: string; readonly reply: string }[];
}

/** What this packet has of an exchange: a pair's number from 1; nothing for a stranger. */
export function matchExchange(packet: Packet, { port, pairs }: UdpExchange): Match[] {
  const udp = packet.layers.at(-1);
  if (udp?.protocol !== 'udp') return [];
  const content = contentOf(packet);
  const ofLeg = (leg: Leg): Match[] => {
    const found = pairs.findIndex((pair) => pair[leg] === content);
    return found < 0 ? [] : [{ leg, sequence: found + 1 }];
  };
  const [from, to] = [udp.sourcePort === port, udp.destinationPort === port];
  if (from !== to) return ofLeg(from ? 'request' : 'reply');
  // masqueraded, or the same port on both sides: what it says must do, unless both say the same
  const [requests, replies] = [ofLeg('request'), ofLeg('reply')];
  return requests.length > 0 && replies.length > 0 ? [] : [...requests, ...replies];
}

/** What a datagram says, as far as it was captured. */
export function contentOf({ payload }: Packet): string {
  return Buffer.from(payload).toString('hex');
}
