import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import type { Layer, Packet } from '../packets/packet.ts';
import type { JoinKey } from './join-key.ts';
import { matchProbe } from './match-probe.ts';
import type { Asked, Observation, Sighting, TapObservation } from './observation.ts';
import type { Encapsulation } from './signature.ts';

/** What `observe` needs of a capture. */
export interface TapCapture {
  readonly tap: string;
  readonly device: string;
  readonly mac: string | null;
  readonly frames: readonly Frame[];
  readonly fault: string | null;
  readonly kernelDrops: number;
  readonly clock?: string;
}

/** The probe as it was sent, with the keys that tell its packets and its canary's. */
export interface SentProbe {
  readonly key: JoinKey;
  /** The first sequence number, and those that follow: 1, 2, 3 unless a file says otherwise. */
  readonly sequences: readonly number[];
  readonly answered: number | null;
  readonly complaint: string;
  /** Keys of the frames that were sent to show that a capture can see. */
  readonly canaries: readonly JoinKey[];
  readonly asked?: Asked;
  readonly service?: string;
}

/** Joins the captures by the probe's key. Pure; time grows with the frames, not with their squares. */
export function observe(probe: SentProbe, captures: readonly TapCapture[]): Observation {
  const index = new Map(probe.sequences.map((sequence, i) => [sequence, i]));
  return {
    probe: {
      kind: probe.key.kind,
      count: probe.sequences.length,
      answered: probe.answered,
      complaint: probe.complaint,
      ...(probe.asked && { asked: probe.asked }),
      ...(probe.service && { service: probe.service }),
    },
    taps: captures.map((capture) => observeTap(capture, probe, index)),
  };
}

function observeTap(
  capture: TapCapture,
  probe: SentProbe,
  index: ReadonlyMap<number, number>,
): TapObservation {
  const sightings: Sighting[] = [];
  const frames = { in: 0, out: 0 };
  const sealed = { in: 0, out: 0 };
  let canaries = 0;
  for (const frame of capture.frames) {
    if (frame.direction) frames[frame.direction]++;
    const packet = decode(frame);
    if (frame.direction && isSealed(packet)) sealed[frame.direction]++;
    for (const match of matchProbe(packet, probe.key)) {
      const number = match.sequence === null ? null : (index.get(match.sequence) ?? null);
      sightings.push(sight(frame, packet, number, match.leg));
    }
    if (probe.canaries.some((key) => matchProbe(packet, key).length > 0)) canaries++;
  }
  const { tap, device, mac, fault, kernelDrops, clock } = capture;
  const dropped = kernelDrops > 0 ? `the kernel dropped ${kernelDrops} packets` : null;
  return {
    ...{
      tap,
      device,
      mac,
      sightings,
      frames,
      fault: fault ?? dropped,
      kernelDrops,
      canaries,
      sealed,
    },
    ...(clock !== undefined && { clock }),
  };
}

/** Whether it bears an encrypted packet, of which nothing can be read. */
export function isSealed({ layers }: Packet): boolean {
  const layer = layers.at(-1);
  return layer?.protocol === 'wireguard' && layer.message === 'data';
}

/** Of a packet that matched: what an echo, a datagram or a segment is in, is IP. */
function sight(frame: Frame, packet: Packet, probe: number | null, leg: Sighting['leg']): Sighting {
  const ip = packet.layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6')!;
  const link = packet.layers.findLast(
    (l) => l.protocol === 'ethernet' || l.protocol === 'sll' || l.protocol === 'sll2',
  );
  return {
    probe,
    leg,
    direction: frame.direction,
    timestampNs: frame.timestampNs,
    source: ip.source,
    destination: ip.destination,
    ttl: ip.protocol === 'ipv4' ? ip.ttl : ip.hopLimit,
    sourceMac: link?.source ?? null,
    destinationMac: link?.protocol === 'ethernet' ? link.destination : null,
    encapsulation: encapsulations(packet.layers),
  };
}

/** What an inner IP header was carried by. */
export function encapsulations(layers: readonly Layer[]): Encapsulation[] {
  const found: Encapsulation[] = [];
  let previous: Layer | undefined;
  for (const layer of layers) {
    const isIp = layer.protocol === 'ipv4' || layer.protocol === 'ipv6';
    if (layer.protocol === 'vxlan' || layer.protocol === 'geneve') {
      found.push({ kind: layer.protocol, vni: layer.vni });
    } else if (layer.protocol === 'vlan') {
      found.push({ kind: 'vlan', vni: layer.id });
    } else if (layer.protocol === 'gre' || layer.protocol === 'sleeve') {
      found.push({ kind: layer.protocol, vni: null });
    } else if (isIp && (previous?.protocol === 'ipv4' || previous?.protocol === 'ipv6')) {
      found.push({ kind: 'ipip', vni: null });
    } else if (isIp && previous?.protocol === 'udp') {
      found.push({ kind: 'udp', vni: null });
    }
    previous = layer;
  }
  return found;
}
