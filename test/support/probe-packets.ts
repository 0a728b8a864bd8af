import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LEGS, type Leg } from '../../src/verdict/join-key.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { includes } from '../../src/verdict/signature.ts';
import { startOf, wayOf } from '../../src/verdict/way.ts';
import { type RecordedRun, type Recording, RUNS } from './recorded-runs.ts';

/** One of the probe's numbered packets at one tap of a recorded run. */
export interface ProbePacket {
  readonly run: RecordedRun;
  readonly tap: string;
  /** Index into the tap's frames. */
  readonly index: number;
  readonly frame: Frame;
  readonly leg: Leg;
  /** From 0. */
  readonly probe: number;
}

/** Every probe packet of a run, at every tap. */
export function packetsOf(run: RecordedRun): ProbePacket[] {
  return run.captures.flatMap(({ tap, frames }) =>
    frames.flatMap((frame, index) =>
      matchProbe(decode(frame), run.sent.key).flatMap(({ leg, sequence }) =>
        sequence === null ? [] : [{ run, tap, index, frame, leg, probe: sequence - 1 }],
      ),
    ),
  );
}

export const PACKETS: readonly ProbePacket[] = RUNS.flatMap(packetsOf);

/** One probe's packets in the order of the path: out along the taps, and back. */
export function roundTrip(run: RecordedRun, probe: number): ProbePacket[] {
  const packets = packetsOf(run).filter((p) => p.probe === probe);
  return LEGS.flatMap((leg) =>
    wayOf(run.datapath.signature, leg).flatMap(({ tap, seen }) =>
      packets.filter((p) => {
        const isThere = p.tap === tap && p.leg === leg && p.frame.direction === seen?.direction;
        return isThere && includes(seen!.which, probe);
      }),
    ),
  );
}

/** Whether it is the packet as its sender sends it: another may come by the same tap again. */
export function isAtSender({ run, tap, leg, frame }: ProbePacket): boolean {
  const start = startOf(run.datapath.signature, leg);
  return tap === start?.tap && frame.direction === start.seen?.direction;
}

/** The recording with the frames of one tap made anew. */
export function withFrames(
  recording: Recording,
  tap: string,
  change: (frames: readonly Frame[]) => readonly Frame[],
): Recording {
  return {
    ...recording,
    captures: recording.captures.map((capture) =>
      capture.tap === tap ? { ...capture, frames: change(capture.frames) } : capture,
    ),
  };
}

/** The recording with one packet changed, taken away (by none) or multiplied. */
export function withPacket(
  { tap, index }: ProbePacket,
  recording: Recording,
  change: (frame: Frame) => readonly Frame[],
): Recording {
  return withFrames(recording, tap, (frames) =>
    frames.flatMap((frame, i) => (i === index ? change(frame) : [frame])),
  );
}
