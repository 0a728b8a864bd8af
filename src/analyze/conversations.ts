import type { Frame } from '../packets/frame.ts';
import type { TcpLayer } from '../packets/layers/tcp.ts';
import type { UdpLayer } from '../packets/layers/udp.ts';
import type { Packet } from '../packets/packet.ts';
import type { JoinKey, ProbeKey } from '../verdict/join-key.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import { distance, extent, isSyn } from '../verdict/tcp-stream.ts';
import { contentOf } from '../verdict/udp-exchange.ts';
import { packetOf } from './packet-of.ts';
import { byFullness, type FoundFlow, type TapFile } from './tap-file.ts';

/** What is followed of a conversation: a long one has much more, all alike. */
export const PAIRS = 50;

/** One packet of a conversation. */
interface Said<L extends TcpLayer | UdpLayer = TcpLayer | UdpLayer> {
  readonly layer: L;
  readonly packet: Packet;
  readonly timestampNs: bigint;
  /** `10.0.0.1:80` */
  readonly source: string;
  readonly destination: string;
}

/** A conversation as one file has it. */
interface Candidate {
  readonly key: Exclude<JoinKey, ProbeKey>;
  readonly title: string;
  readonly pairs: number;
  /** When its first request was captured: earliest where it was sent. */
  readonly since: bigint;
}

/** What one file has between two ends. */
interface Part {
  readonly file: string;
  readonly said: readonly Said[];
}

/**
 * TCP connections and UDP exchanges that nobody sent for this purpose: those of which some file has both
 * sides, and another has something. The fullest first. Time grows with the packets, not with their squares.
 */
export function conversationsIn(files: readonly TapFile[]): FoundFlow[] {
  const parts = files.flatMap(({ file, frames }): Part[] =>
    grouped(frames).map((said) => ({ file, said })),
  );
  const candidates = parts
    .flatMap(({ said }) => tcpOf(said) ?? udpOf(said) ?? [])
    .toSorted((a, b) => b.pairs - a.pairs || Number(a.since - b.since));
  const known = new Index(candidates);
  const found = new Map<Candidate, { files: Set<string>; frames: number }>();
  for (const { file, said } of parts) {
    const owner = known.ownerOf(said);
    if (!owner) continue;
    const entry = found.get(owner) ?? { files: new Set(), frames: 0 };
    entry.files.add(file);
    entry.frames += said.length;
    found.set(owner, entry);
  }
  return [...found]
    .filter(([, seen]) => seen.files.size > 1)
    .map(([{ key, title }, { files, frames }]) => {
      return { flow: { id: title, key, title }, files: files.size, frames };
    })
    .sort(byFullness);
}

/** Candidates by what they follow: the same conversation, as several files have it, is the first of its candidates. */
class Index {
  readonly #by = new Map<string, Candidate[]>();

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of candidates) {
      for (const mark of marksOf(candidate)) {
        const same = this.#by.get(mark);
        if (same) same.push(candidate);
        else this.#by.set(mark, [candidate]);
      }
    }
  }

  /** Whose packets these are: what a packet bears may be another's by chance, so it is held against that one's key. */
  ownerOf(said: readonly Said[]): Candidate | undefined {
    for (const { layer, packet } of said) {
      const mark = layer.protocol === 'tcp' ? `${layer.sequence}` : contentOf(packet);
      const owner = this.#by.get(mark)?.find(({ key }) => matchProbe(packet, key).length > 0);
      if (owner) return owner;
    }
    return undefined;
  }
}

/** Of each packet that is followed: where it begins, or what is in it. */
function marksOf({ key }: Candidate): Set<string> {
  const pairs = 'stream' in key ? key.stream.pairs : key.exchange.pairs;
  return new Set(pairs.flatMap(({ request, reply }) => [`${request}`, `${reply}`]));
}

/** By protocol and the two ends, whichever way packets go, in the order in which they were captured. */
function grouped(frames: readonly Frame[]): Said[][] {
  const found = new Map<string, Said[]>();
  for (const frame of frames) {
    const packet = packetOf(frame);
    const layer = packet.layers.at(-1);
    const ip = packet.layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
    if ((layer?.protocol !== 'tcp' && layer?.protocol !== 'udp') || !ip) continue;
    const source = `${ip.source}:${layer.sourcePort}`;
    const destination = `${ip.destination}:${layer.destinationPort}`;
    const id = [layer.protocol, ...[source, destination].sort()].join();
    const said = { layer, packet, timestampNs: frame.timestampNs, source, destination };
    const same = found.get(id);
    if (same) same.push(said);
    else found.set(id, [said]);
  }
  return [...found.values()];
}

/** Null where it is none, or only one side of it is to be seen. */
function tcpOf(all: readonly Said[]): Candidate | null {
  const said = all.filter((one): one is Said<TcpLayer> => one.layer.protocol === 'tcp');
  // where no connection begins in the file: servers have the lower ports
  const asking =
    said.find(({ layer }) => isSyn(layer)) ??
    said.find(({ layer }) => layer.destinationPort < layer.sourcePort);
  if (!asking) return null;
  const { source, destination } = asking;
  const of = (from: string) => said.filter((s) => s.source === from).map((s) => s.layer);
  const pairs = answered(said.map(({ layer, ...s }) => ({ layer, asks: s.source === source })));
  if (pairs.length === 0) return null;
  const stream = { request: stretch(of(source)), reply: stretch(of(destination)), pairs };
  const title = `tcp ${source} > ${destination}`;
  return { key: { kind: 'tcp', stream }, title, pairs: pairs.length, since: asking.timestampNs };
}

/**
 * Where requests begin, and the first segments that were sent after they had come. Only segments with
 * anything in them are followed.
 */
function answered(segments: readonly { layer: TcpLayer; asks: boolean }[]) {
  const pairs = new Map<number, number>();
  let open: number | null = null;
  for (const { layer, asks } of segments) {
    const { sequence, acknowledgement } = layer;
    if (extent(layer) === 0 || pairs.size === PAIRS) continue;
    if (asks) open = open ?? (pairs.has(sequence) ? null : sequence);
    else if (open !== null && isAhead(acknowledgement, open)) {
      if (![...pairs.values()].includes(sequence)) pairs.set(open, sequence);
      open = null;
    }
  }
  return [...pairs].map(([request, reply]) => ({ request, reply }));
}

function isAhead(number: number, of: number): boolean {
  return number !== of && distance(of, number) < 2 ** 31;
}

function stretch(segments: readonly TcpLayer[]) {
  let from = segments[0]!.sequence;
  for (const { sequence } of segments) if (isAhead(from, sequence)) from = sequence;
  let length = 0;
  for (const tcp of segments) {
    const end = distance(from, tcp.sequence) + extent(tcp);
    if (end > length) length = end;
  }
  return { from, length };
}

/** The same; the side that speaks first asks. */
function udpOf(all: readonly Said[]): Candidate | null {
  const [asking] = all;
  if (asking?.layer.protocol !== 'udp') return null;
  const { source, destination, layer } = asking;
  const of = (from: string) =>
    all.filter((s) => s.source === from).map(({ packet }) => contentOf(packet));
  const [requests, replies] = [once(of(source)), once(of(destination))];
  const count = Math.min(requests.length, replies.length, PAIRS);
  const pairs = Array.from({ length: count }, (_, i) => ({
    request: requests[i]!,
    reply: replies[i]!,
  }));
  if (pairs.length === 0) return null;
  const exchange = { port: layer.sourcePort, pairs };
  const title = `udp ${source} > ${destination}`;
  return {
    ...{ key: { kind: 'udp', exchange }, title },
    ...{ pairs: pairs.length, since: asking.timestampNs },
  };
}

/** What is said only once: only of that it is known which of several it was. */
function once(contents: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const one of contents) times.set(one, (times.get(one) ?? 0) + 1);
  return contents.filter((one) => times.get(one) === 1);
}
