import { existsSync, readFileSync } from 'node:fs';
import { conversationsIn } from '../../src/analyze/conversations.ts';
import { flowOf } from '../../src/analyze/flow.ts';
import { sequencesOf, type TapFile } from '../../src/analyze/tap-file.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import type { JoinKey } from '../../src/verdict/join-key.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { observe, type TapCapture } from '../../src/verdict/observe.ts';
import { readFramesOf } from './read-frames.ts';

/** A tap of a real recording. */
export type RealTap = {
  readonly file: string;
} & (
  | {
      /** Of the device itself; of a host side the pod's, which is at the other end. */
      readonly mac: string;
    }
  | {
      /** Address of the pod whose packets go out of it: of a TUN device, which has no MAC address. */
      readonly sends: string;
    }
  | {
      /** No packet passed it, whose direction would have to be told. */
      readonly silent: true;
    }
);

const FOLDER = new URL('../fixtures/recordings/', import.meta.url);

/**
 * The captures of real taps. Ethernet files do not say which way a frame went; the devices' MAC
 * addresses, recorded beside them, do.
 */
function realCaptures(folder: string, taps: Readonly<Record<string, RealTap>>): TapCapture[] {
  return Object.entries(taps).map(([tap, real]): TapCapture => {
    const { file } = real;
    const frames = readFramesOf(new URL(`${folder}/${file}`, FOLDER));
    const isHostSide = tap.endsWith('/lxc');
    const seen = frames.map((frame): Frame => {
      const isOwn = isSentBy(frame, real);
      return { ...frame, direction: isOwn === isHostSide ? 'in' : 'out' };
    });
    return {
      ...{ tap, device: file, mac: isHostSide || !('mac' in real) ? null : real.mac },
      ...{ frames: seen, fault: null, kernelDrops: 0 },
    };
  });
}

/** What real taps saw of the one ping in their files, or else of the one conversation. */
export function realObservation(
  folder: string,
  taps: Readonly<Record<string, RealTap>>,
): Observation {
  const captures = realCaptures(folder, taps);
  const files = captures.map(({ device, frames }) => ({ file: device, frames }));
  const key = keyIn(files);
  const sequences = sequencesOf(files, (frame) =>
    matchProbe(decode(frame), key).map((m) => m.sequence),
  );
  const sent = { key, sequences, answered: null, complaint: '', canaries: [] };
  const { probe, taps: seen } = observe(sent, captures);
  const complete = completeFiles(folder);
  return {
    probe,
    // a file with every packet that its device counted has missed none: as good as a canary
    taps: seen.map((tap, i) => ({
      ...tap,
      canaries: complete(tap.device, captures[i]!.frames.length) ? 1 : 0,
    })),
  };
}

function keyIn(files: readonly TapFile[]): JoinKey {
  const [ping] = files.flatMap((f) => f.frames.flatMap((frame) => flowOf(decode(frame)) ?? []));
  const [conversation] = ping ? [] : conversationsIn(files);
  return (ping ?? conversation!.flow).key;
}

/** Tells whether a file has as many packets as its device counted, by the report beside it. */
function completeFiles(folder: string): (file: string, frames: number) => boolean {
  const url = new URL(`${folder}/report.txt`, FOLDER);
  const report = existsSync(url) ? readFileSync(url, 'utf8') : '';
  const counted = new Map(
    [...report.matchAll(/^ {2}(\S+) +\[rx \+(\d+) tx \+(\d+)\]/gm)].map(([, device, rx, tx]) => [
      `${device}.pcap`,
      Number(rx) + Number(tx),
    ]),
  );
  return (file, frames) => counted.get(file) === frames;
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

function isSentBy(frame: Frame, real: RealTap): boolean {
  const { layers } = decode(frame);
  if ('silent' in real) throw new Error(`${real.file} is not silent`);
  if ('sends' in real) {
    const ip = layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
    return ip?.source === real.sends;
  }
  const [link] = layers;
  if (link?.protocol !== 'ethernet') return false;
  // what a bridge sends back to its sender bears that address twice: it comes in there
  return link.source === real.mac && link.destination !== real.mac;
}
