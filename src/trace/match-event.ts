import type { Leg, ProbeKind } from '../verdict/join-key.ts';
import type { EventPacket, MonitorEvent } from './monitor-event.ts';

/** The probe as its packets' headers show it: events bear no payload, so the nonce is not in them. */
export interface ProbeFlow {
  readonly kind: ProbeKind;
  readonly client: string;
  readonly server: string;
  /** Of the ICMP messages, as the taps saw it; null if none did. */
  readonly id: number | null;
  /** Of the server, for UDP and TCP. */
  readonly port: number | null;
}

/** An event of the probe's own; `sequence` is null where the event has no number. */
export interface EventMatch {
  readonly leg: Leg;
  readonly sequence: number | null;
}

/** Whether an event is of the probe, and of which leg; null for others'. Pure. */
export function matchEvent({ packet }: MonitorEvent, flow: ProbeFlow): EventMatch | null {
  if (packet === null) return null;
  const leg = legOf(packet, flow);
  if (leg === null) return null;
  return flow.kind === 'ping' ? matchEcho(packet, flow, leg) : matchPorts(packet, flow, leg);
}

function legOf({ source, destination }: EventPacket, { client, server }: ProbeFlow): Leg | null {
  if (source === client && destination === server) return 'request';
  return source === server && destination === client ? 'reply' : null;
}

function matchEcho(packet: EventPacket, flow: ProbeFlow, leg: Leg): EventMatch | null {
  if (packet.icmp !== (leg === 'request' ? 'EchoRequest' : 'EchoReply')) return null;
  // ICMPv6 events have neither id nor number
  if (packet.id !== null && flow.id !== null && packet.id !== flow.id) return null;
  return { leg, sequence: packet.sequence };
}

function matchPorts(packet: EventPacket, flow: ProbeFlow, leg: Leg): EventMatch | null {
  const port = leg === 'request' ? packet.destinationPort : packet.sourcePort;
  return packet.transport === flow.kind && port === flow.port ? { leg, sequence: null } : null;
}
