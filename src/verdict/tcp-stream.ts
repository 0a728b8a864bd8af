import type { TcpLayer } from '../packets/layers/tcp.ts';
import type { Packet } from '../packets/packet.ts';
import type { Leg } from './join-key.ts';
import type { Match } from './match-probe.ts';

/**
 * A TCP connection, known by its sequence numbers: they are the same at every tap, whatever has been
 * done to addresses and ports on the way. They count modulo 2^32.
 */
export interface TcpStream {
  /** What the asking side sent, from the first to behind the last. */
  readonly request: Stretch;
  readonly reply: Stretch;
  /** Where the segments begin that are followed, a reply to each request: the handshake, data, the end. */
  readonly pairs: readonly { readonly request: number; readonly reply: number }[];
}

/** Sequence numbers from `from` on, `length` of them. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

const [FIN, SYN, ACK] = [0x01, 0x02, 0x10];

/**
 * What this packet has of a stream: the pairs that begin in it, counted from 1; or null, where it is of the
 * stream and none does; nothing for a stranger.
 */
export function matchStream(packet: Packet, stream: TcpStream): Match[] {
  const tcp = packet.layers.at(-1);
  if (tcp?.protocol !== 'tcp') return [];
  const leg = legOf(tcp, stream);
  if (!leg) return [];
  const sequences = stream.pairs.flatMap((pair, i) => (covers(tcp, pair[leg]) ? i + 1 : []));
  return sequences.length > 0
    ? sequences.map((sequence) => ({ leg, sequence }))
    : [{ leg, sequence: null }];
}

function legOf(tcp: TcpLayer, { request, reply }: TcpStream): Leg | null {
  const { sequence, acknowledgement } = tcp;
  if (isSyn(tcp)) return sequence === request.from ? 'request' : null;
  if (isWithin(sequence, request) && isWithin(acknowledgement, reply)) return 'request';
  return isWithin(sequence, reply) && isWithin(acknowledgement, request) ? 'reply' : null;
}

/** The first segment of a connection: nothing is acknowledged in it. */
export function isSyn({ flags }: TcpLayer): boolean {
  return (flags & SYN) !== 0 && (flags & ACK) === 0;
}

/** How many sequence numbers a segment takes: one for each byte, one for SYN, one for FIN. */
export function extent({ flags, payloadLength }: TcpLayer): number {
  return payloadLength + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
}

/** From one number to another, going up. */
export function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

function covers(tcp: TcpLayer, start: number): boolean {
  return distance(tcp.sequence, start) < extent(tcp);
}

/** The number behind the last is one that is acknowledged. */
function isWithin(n: number, { from, length }: Stretch): boolean {
  return distance(from, n) <= length;
}
