import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import type { Sighting } from '../verdict/observation.ts';
import type { TapCapture } from '../verdict/observe.ts';
import { observe } from '../verdict/observe.ts';
import { type Flow, flowOf } from './flow.ts';

/** What somebody captured at one place, not yet known where. */
export interface TapFile {
  /** Path; with `#interface.ifindex` where one file holds several devices. */
  readonly file: string;
  readonly frames: readonly Frame[];
}

/** Every flow in the files, and in how many files and frames it was found; the fullest first. */
export function flowsIn(
  files: readonly TapFile[],
): { flow: Flow; files: number; frames: number }[] {
  const found = new Map<string, { flow: Flow; files: Set<string>; frames: number }>();
  for (const { file, frames } of files) {
    for (const frame of frames) {
      const flow = flowOf(decode(frame));
      if (!flow) continue;
      const entry = found.get(flow.id) ?? { flow, files: new Set<string>(), frames: 0 };
      entry.files.add(file);
      entry.frames++;
      found.set(flow.id, entry);
    }
  }
  return [...found.values()]
    .map((entry) => ({ ...entry, files: entry.files.size }))
    .sort((a, b) => b.files - a.files || b.frames - a.frames);
}

/** The frames of one flow, and of nothing else that could be mistaken for it. */
export function onlyFlow(file: TapFile, flow: Flow): TapFile {
  const bare = (frame: Frame) => flow.key.kind !== 'ping' && flowOf(decode(frame)) === null;
  return {
    ...file,
    frames: file.frames.filter((f) => bare(f) || flowOf(decode(f))?.id === flow.id),
  };
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
