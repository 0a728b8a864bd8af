import { at, integerAt, textAt } from '../cni/json.ts';

/** One event of `cilium-dbg monitor -j`. Null: it does not say, or says 0 or "unknown". */
export interface MonitorEvent {
  readonly type: 'trace' | 'drop';
  /** Where in Cilium's programs: `from-endpoint`, `to-stack`; `drop` for a drop. */
  readonly point: string;
  /** Ids of endpoints. The source is the endpoint (or the host's) whose program speaks. */
  readonly source: number | null;
  readonly destination: number | null;
  /** What conntrack said: new, established, reply, related. */
  readonly state: string | null;
  /** Why it was dropped. */
  readonly reason: string | null;
  /** The device that the event names as `ifindex`: a name, or a number where it has none. */
  readonly device: string | null;
  /** Length of the whole frame. */
  readonly bytes: number | null;
  readonly packet: EventPacket | null;
}

/** What a monitor event tells of its packet. */
export interface EventPacket {
  readonly source: string;
  readonly destination: string;
  readonly ttl: number | null;
  readonly sourceMac: string | null;
  readonly destinationMac: string | null;
  /** `EchoRequest`, `DestinationUnreachable(Port)`; null for what is not ICMP. */
  readonly icmp: string | null;
  readonly id: number | null;
  readonly sequence: number | null;
  readonly transport: 'tcp' | 'udp' | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

/** One line of the monitor's output. */
export type MonitorLine =
  | { readonly kind: 'event'; readonly event: MonitorEvent }
  /** The agent says that it could not pass so many on. */
  | { readonly kind: 'lost'; readonly count: number }
  /** Log lines, and kinds of events that are not asked for. */
  | { readonly kind: 'other'; readonly text: string };

/** Reads a line, whatever it is. Pure; fields that are missing or of another shape are null. */
export function parseMonitorLine(line: string): MonitorLine {
  const other = { kind: 'other', text: line } as const;
  const lost = /\bLost (\d+) events/.exec(line);
  if (lost && !line.startsWith('{')) return { kind: 'lost', count: Number(lost[1]) };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return other;
  }
  const type = textAt(value, 'type');
  if (type !== 'trace' && type !== 'drop') return other;
  const point = type === 'drop' ? 'drop' : textAt(value, 'observationPoint');
  if (point === null) return other;
  return {
    kind: 'event',
    event: {
      ...{ type, point },
      source: integerAt(value, 'source') || null,
      destination: integerAt(value, 'dstID') || null,
      state: known(textAt(value, 'state')),
      reason: textAt(value, 'reason'),
      device: deviceOf(value),
      bytes: integerAt(value, 'bytes'),
      packet: packetOf(at(value, 'summary')),
    },
  };
}

function known(state: string | null): string | null {
  return state === 'unknown' ? null : state;
}

/** A trace has a name under `ifindex`, "0" for none; a drop a number under `Ifindex`. */
function deviceOf(value: unknown): string | null {
  const name = textAt(value, 'ifindex');
  if (name !== null) return name === '0' ? null : name;
  const number = integerAt(value, 'Ifindex');
  return number ? String(number) : null;
}

function packetOf(summary: unknown): EventPacket | null {
  const source = textAt(summary, 'l3', 'src');
  const destination = textAt(summary, 'l3', 'dst');
  if (source === null || destination === null) return null;
  const ip = textAt(summary, 'ipv4') ?? textAt(summary, 'ipv6');
  const icmp = textAt(summary, 'icmpv4') ?? textAt(summary, 'icmpv6');
  const transport = (['tcp', 'udp'] as const).find((name) => textAt(summary, name) !== null);
  return {
    ...{ source, destination },
    ttl: numberIn(ip, 'TTL') ?? numberIn(ip, 'HopLimit'),
    sourceMac: textAt(summary, 'l2', 'src'),
    destinationMac: textAt(summary, 'l2', 'dst'),
    icmp: wordIn(icmp, 'TypeCode'),
    id: numberIn(icmp, 'Id'),
    sequence: numberIn(icmp, 'Seq'),
    transport: transport ?? null,
    sourcePort: number(textAt(summary, 'l4', 'src')),
    destinationPort: number(textAt(summary, 'l4', 'dst')),
  };
}

/** A field of a layer as gopacket prints it: `ICMPv4 {... TypeCode=EchoRequest Checksum=1 Id=143 Seq=1}`. */
function wordIn(layer: string | null, field: string): string | null {
  return new RegExp(`[\\s{]${field}=([^\\s}]+)`).exec(layer ?? '')?.[1] ?? null;
}

function numberIn(layer: string | null, field: string): number | null {
  return number(wordIn(layer, field));
}

function number(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
