import type { TapNotes } from '../../drawing/narration.ts';
import { type Trip, tripOf } from '../../drawing/trip.ts';
import { observedAgain, sentProbe } from '../../run-folder/replayed.ts';
import type { TapCapture } from '../../verdict/observe.ts';
import type { Replay } from '../replay.ts';
import type { ResultDocument } from '../run-document.ts';
import { type Drawing, drawingOf } from './drawing.ts';
import { type PacketList, packetList } from './packet-list.ts';

/** All that a section of the page shows of one result. */
export interface ResultView {
  readonly result: ResultDocument;
  /** Null where the run folder does not say what its lab was. */
  readonly drawn: {
    readonly drawing: Drawing;
    readonly notes: TapNotes;
    /** Of the first probes, of the last, and of one for each way that packets took. */
    readonly trips: readonly Trip[];
  } | null;
  readonly packets: PacketList;
}

const FIRST_TRIPS = 3;

/** @param most packets listed from the start, and as many from the end */
export function resultView(
  result: ResultDocument,
  captures: readonly TapCapture[],
  most: number,
): ResultView {
  const packets = packetList(captures, sentProbe(result), most);
  const { replay } = result;
  const observation = observedAgain(result, captures);
  if (!replay || !observation) return { result, drawn: null, packets };
  const drawing = drawingOf(result, replay);
  const notes: TapNotes = {
    why: (tap) => result.taps.find((t) => t.tap === tap)?.why ?? '',
    programs: drawing.programs,
  };
  const trips = shownProbes(replay, observation.probe.count)
    .map((probe) => tripOf(drawing.ladder, observation, replay.signature, probe))
    .filter(({ steps }) => steps.length > 0);
  return { result, drawn: { drawing, notes, trips }, packets };
}

function shownProbes({ ways }: Replay, count: number): number[] {
  const first = Array.from({ length: Math.min(count, FIRST_TRIPS) }, (_, i) => i + 1);
  const ofEachWay = ways.flatMap(({ probes }) => probes[0]?.[0] ?? []);
  return [...new Set([...first, ...ofEachWay, count])].sort((a, b) => a - b).slice(0, 12);
}
