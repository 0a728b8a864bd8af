import type { Frame } from '../packets/frame.ts';
import { type Match, matchProbe } from '../verdict/match-probe.ts';
import { PAIRS } from './conversations.ts';
import type { Flow } from './flow.ts';
import { packetOf } from './packet-of.ts';
import { onlyFlow, sequencesOf, type TapFile } from './tap-file.ts';

/** Most requests that are judged: a flood has many more, all alike. */
const MOST = 1000;

/** Some of a flow's requests, counted from 1, the last included. */
export interface RequestRange {
  readonly from: number;
  readonly to: number;
}

/** What is judged of a flow. */
export interface Followed {
  /** The files with the frames of the flow alone. */
  readonly files: readonly TapFile[];
  /** The requests' numbers. */
  readonly sequences: readonly number[];
  /** Whether there are more requests than these. */
  readonly isCut: boolean;
}

/**
 * The frames of a flow that are judged, and the numbers of its requests: all, or of a long one as many as do.
 * @param isSample whether the files may hold frames of it that are not given, so that what one file has
 *   and another has not says nothing: then those are followed that come after each file's first
 */
export function followed(captures: readonly TapFile[], flow: Flow, isSample = false): Followed {
  const files = captures.map((file) => onlyFlow(file, flow));
  const all = sequencesOf(files, (frame) => matches(frame, flow).map((m) => m.sequence));
  const isLong = pairsOf(flow) === PAIRS;
  if (!isSample && all.length <= MOST) return { files, sequences: all, isCut: isLong };
  const start = latestStart(files, flow);
  const sequences = all.filter((n) => n >= start).slice(0, MOST);
  return { files: only(files, flow, sequences), sequences, isCut: true };
}

/** The same of some of the requests alone. */
export function within(all: Followed, flow: Flow, { from, to }: RequestRange): Followed {
  const sequences = all.sequences.slice(from - 1, to);
  return { ...all, files: only(all.files, flow, sequences), sequences };
}

/** Without frames that bear other requests' numbers, or their replies'. */
function only(files: readonly TapFile[], flow: Flow, sequences: readonly number[]): TapFile[] {
  const judged = new Set<number | null>([null, ...sequences]);
  const isJudged = (frame: Frame) => {
    const own = matches(frame, flow);
    return own.length === 0 || own.some((m) => judged.has(m.sequence));
  };
  return files.map((file) => ({ ...file, frames: file.frames.filter(isJudged) }));
}

/** The first request of the file that begins last. */
function latestStart(files: readonly TapFile[], flow: Flow): number {
  const starts = files.map(({ frames }) =>
    frames
      .flatMap((frame) => matches(frame, flow))
      .reduce(
        (least, { sequence }) => Math.min(least, sequence ?? least),
        Number.POSITIVE_INFINITY,
      ),
  );
  return Math.max(...starts.filter(Number.isFinite), Number.NEGATIVE_INFINITY);
}

function pairsOf({ key }: Flow): number {
  if ('stream' in key) return key.stream.pairs.length;
  return 'exchange' in key ? key.exchange.pairs.length : 0;
}

function matches(frame: Frame, { key }: Flow): Match[] {
  return matchProbe(packetOf(frame), key);
}
