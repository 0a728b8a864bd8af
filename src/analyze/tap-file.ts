import type { Frame } from '../packets/frame.ts';
import type { Packet } from '../packets/packet.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import type { Sighting } from '../verdict/observation.ts';
import type { TapCapture } from '../verdict/observe.ts';
import { observe } from '../verdict/observe.ts';
import { type Flow, flowOf } from './flow.ts';
import { packetOf } from './packet-of.ts';

/** What somebody captured at one place, not yet known where. */
export interface TapFile {
  /** Path; with `#device` where one file holds several. */
  readonly file: string;
  readonly frames: readonly Frame[];
}

/** A flow, and in how many files and frames it was found. */
export interface FoundFlow {
  readonly flow: Flow;
  readonly files: number;
  readonly frames: number;
}

/** Every ping and every probe of ours in the files; the fullest first. */
export function flowsIn(files: readonly TapFile[]): FoundFlow[] {
  const found = new Map<string, { flow: Flow; files: Set<string>; frames: number }>();
  for (const { file, frames } of files) {
    for (const frame of frames) {
      const flow = flowOf(packetOf(frame));
      if (!flow) continue;
      const entry = found.get(flow.id) ?? { flow, files: new Set<string>(), frames: 0 };
      entry.files.add(file);
      entry.frames++;
      found.set(flow.id, entry);
    }
  }
  return [...found.values()]
    .map((entry) => ({ ...entry, files: entry.files.size }))
    .sort(byFullness);
}

export function byFullness(a: FoundFlow, b: FoundFlow): number {
  return b.files - a.files || b.frames - a.frames;
}

/** The frames of one flow, and of nothing else that could be mistaken for it. */
export function onlyFlow(file: TapFile, flow: Flow): TapFile {
  return { ...file, frames: file.frames.filter((f) => isOf(packetOf(f), flow)) };
}

function isOf(packet: Packet, { id, key }: Flow): boolean {
  if ('stream' in key || 'exchange' in key) return matchProbe(packet, key).length > 0;
  const own = flowOf(packet);
  return own === null ? key.kind !== 'ping' : own.id === id;
}

/** What a file saw of a flow, before anybody knows where it was taken. */
export function sightingsIn(
  file: TapFile,
  flow: Flow,
  sequences: readonly number[],
): readonly Sighting[] {
  const capture: TapCapture = {
    tap: '',
    device: '',
    mac: null,
    frames: file.frames,
    fault: null,
    kernelDrops: 0,
  };
  const probe = { key: flow.key, sequences, answered: null, complaint: '', canaries: [] };
  return observe(probe, [capture]).taps[0]!.sightings;
}

/** All sequence numbers of a flow's requests, in order. */
export function sequencesOf(
  files: readonly TapFile[],
  match: (frame: Frame) => (number | null)[],
): number[] {
  const all = files.flatMap((file) => file.frames.flatMap(match)).filter((s) => s !== null);
  return [...new Set(all)].sort((a, b) => a - b);
}
