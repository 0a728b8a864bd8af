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
 * What real taps saw of the one ping in their files. Ethernet files do not say which way a frame
 * went; the devices' MAC addresses, recorded beside them, do.
 */
export function realObservation(
  folder: string,
  taps: Readonly<Record<string, RealTap>>,
): Observation {
  const captures = Object.entries(taps).map(([tap, { file, mac }]): TapCapture => {
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
  const [flow] = captures[0]!.frames.flatMap((frame) => flowOf(decode(frame)) ?? []);
  const { key } = flow!;
  const sequences = sequencesOf(
    captures.map(({ device, frames }) => ({ file: device, frames })),
    (frame) => matchProbe(decode(frame), key).map((m) => m.sequence),
  );
  return observe({ key, sequences, answered: null, complaint: '', canaries: [] }, captures);
}

function sourceOf(frame: Frame): string | null {
  const [link] = decode(frame).layers;
  return link?.protocol === 'ethernet' ? link.source : null;
}
