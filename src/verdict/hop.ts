import { decode } from '../packets/decode.ts';
import { LINK_TYPE } from '../packets/link-type.ts';
import type { JoinKey, Leg } from './join-key.ts';
import type { KernelEvent } from './kernel-event.ts';
import { matchProbe } from './match-probe.ts';
import { encapsulations } from './observe.ts';
import type { Encapsulation } from './signature.ts';

/** What the kernel told of one packet at one point, taken apart. */
export interface KernelPacket extends Omit<KernelEvent, 'bytes'> {
  /** Innermost addresses. */
  readonly source: string;
  readonly destination: string;
  /** TTL or hop limit of the innermost header; null where the tracer does not tell. */
  readonly ttl: number | null;
  /** Outermost first. */
  readonly encapsulation: readonly Encapsulation[];
}

/** One of the probe's packets at one point of the kernel. */
export interface Hop extends KernelPacket {
  readonly leg: Leg;
  /** Which probe, from 0; null for packets of its flow that carry no number (a bare TCP ACK). */
  readonly probe: number | null;
}

/** Where a capture frees its copy of a packet. */
const CAPTURED = /^t?packet_rcv/;

/** The probe's own among all that was told, in the order of time. Pure. */
export function hopsOf(events: readonly KernelEvent[], key: JoinKey): Hop[] {
  return events
    .flatMap((event): Hop[] => {
      const known = kernelPacket(event);
      if (known === null || CAPTURED.test(known.in ?? '')) return [];
      const [match, ...more] = matchProbe(decode(rawIp(event)), key);
      if (match === undefined) return [];
      // a packet that bears several messages is one packet, and no message's own
      const number = more.length > 0 ? null : match.sequence;
      return [{ ...known, leg: match.leg, probe: number === null ? null : number - 1 }];
    })
    .sort((a, b) => Number(a.timestampNs - b.timestampNs));
}

/** Null for what has no IP header that can be read. */
export function kernelPacket({ bytes, ...event }: KernelEvent): KernelPacket | null {
  const { layers } = decode(rawIp({ bytes, length: event.length }));
  const ip = layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
  if (!ip) return null;
  return {
    ...event,
    ...{ source: ip.source, destination: ip.destination },
    ttl: ip.protocol === 'ipv4' ? ip.ttl : ip.hopLimit,
    encapsulation: encapsulations(layers),
  };
}

function rawIp({ bytes, length }: Pick<KernelEvent, 'bytes' | 'length'>) {
  return { linkType: LINK_TYPE.RAW, bytes, length };
}
