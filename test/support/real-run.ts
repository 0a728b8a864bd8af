import { flowOf } from '../../src/analyze/flow.ts';
import { sequencesOf } from '../../src/analyze/tap-file.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { observe, type TapCapture } from '../../src/verdict/observe.ts';
import { readFramesOf } from './read-frames.ts';

/** A tap of a real recording. */
export interface RealTap {
  readonly file: string;
  /** Of the device itself; of a host side the pod's, which is at the other end. */
  readonly mac: string;
}

const FOLDER = new URL('../fixtures/recordings/', import.meta.url);

/**
 * The captures of real taps. Ethernet files do not say which way a frame went; the devices' MAC
 * addresses, recorded beside them, do.
 */
function realCaptures(folder: string, taps: Readonly<Record<string, RealTap>>): TapCapture[] {
  return Object.entries(taps).map(([tap, { file, mac }]): TapCapture => {
    const frames = readFramesOf(new URL(`${folder}/${file}`, FOLDER));
    const isHostSide = tap.endsWith('/lxc');
    const seen = frames.map((frame): Frame => {
      const isOwn = sourceOf(frame) === mac;
      return { ...frame, direction: isOwn === isHostSide ? 'in' : 'out' };
    });
    return {
      ...{ tap, device: file, mac: isHostSide ? null : mac },
      ...{ frames: seen, fault: null, kernelDrops: 0 },
    };
  });
}

/** What real taps saw of the one ping in their files. */
export function realObservation(
  folder: string,
  taps: Readonly<Record<string, RealTap>>,
): Observation {
  const captures = realCaptures(folder, taps);
  const [flow] = captures[0]!.frames.flatMap((frame) => flowOf(decode(frame)) ?? []);
  const { key } = flow!;
  const sequences = sequencesOf(
    captures.map(({ device, frames }) => ({ file: device, frames })),
    (frame) => matchProbe(decode(frame), key).map((m) => m.sequence),
  );
  return observe({ key, sequences, answered: null, complaint: '', canaries: [] }, captures);
}

const SYN = 0x02;

/** What they saw of the one TCP connection to a port: its SYN is the request, its SYN-ACK the reply. */
export function realHandshake(
  folder: string,
  taps: Readonly<Record<string, RealTap>>,
  port: number,
): Observation {
  const captures = realCaptures(folder, taps);
  const key = { kind: 'tcp', nonce: 'none', port } as const;
  const sent = { key, sequences: [1], answered: 1, complaint: '', canaries: [] };
  const observation = observe({ ...sent, asked: 'service' }, captures);
  return {
    ...observation,
    taps: observation.taps.map((seen, i) => {
      const packets = captures[i]!.frames.map((frame) => decode(frame)).filter(
        (packet) => matchProbe(packet, key).length > 0,
      );
      const sightings = seen.sightings.map((sighting, j) => {
        const tcp = packets[j]!.layers.at(-1);
        const isSyn = tcp?.protocol === 'tcp' && (tcp.flags & SYN) !== 0;
        return { ...sighting, probe: isSyn ? 0 : null };
      });
      return { ...seen, sightings };
    }),
  };
}

function sourceOf(frame: Frame): string | null {
  const [link] = decode(frame).layers;
  return link?.protocol === 'ethernet' ? link.source : null;
}
