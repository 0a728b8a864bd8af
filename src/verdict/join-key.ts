import type { TcpStream } from './tcp-stream.ts';
import type { UdpExchange } from './udp-exchange.ts';

/** What makes a packet one of the probe's, at every tap, whatever happened to its addresses. */
export type JoinKey =
  | ProbeKey
  | { readonly kind: 'tcp'; readonly stream: TcpStream }
  | { readonly kind: 'udp'; readonly exchange: UdpExchange };

/** The same of a probe that we sent. */
export type ProbeKey =
  | { readonly kind: 'ping'; readonly nonce: string | null; readonly id: number | null }
  | { readonly kind: 'udp' | 'tcp'; readonly nonce: string; readonly port: number };

export type ProbeKind = JoinKey['kind'];

/** One direction of the probe: to the server, or back. */
export type Leg = 'request' | 'reply';

export const LEGS: readonly Leg[] = ['request', 'reply'];

/** The same made of either leg. */
export function byLeg<T>(make: (leg: Leg) => T): Record<Leg, T> {
  return { request: make('request'), reply: make('reply') };
}

/** The numbers that a probe of ours gives its packets: 1, 2, 3. */
export function sequencesOf(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** What stands at the head of every UDP or TCP message of ours: nonce (16 hex digits), leg, number from 1. */
export const MARKER = /cni-lab ([0-9a-f]{16}) ([qr]) (\d{1,7})[ \n]/g;

export function marker(nonce: string, leg: Leg, sequence: number): string {
  return `cni-lab ${nonce} ${leg === 'request' ? 'q' : 'r'} ${sequence} `;
}
