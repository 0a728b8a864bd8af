import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LEGS, type Leg } from '../../src/verdict/join-key.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { includes, looksOf } from '../../src/verdict/signature.ts';
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
export function packetsOf(run: RecordedRun): readonly ProbePacket[] {
  const known = KNOWN.get(run) ?? found(run);
  KNOWN.set(run, known);
  return known;
}

const KNOWN = new WeakMap<RecordedRun, readonly ProbePacket[]>();

function found(run: RecordedRun): ProbePacket[] {
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

/** Both legs pass this tap by. */
export function isSilent({ datapath }: RecordedRun, tap: string): boolean {
  return LEGS.every((leg) => looksOf(datapath.signature[tap]![leg]).length === 0);
}

/** Both legs are shared by these two taps. */
export function share({ datapath }: RecordedRun, one: string, other: string): boolean {
  return LEGS.every((leg) => {
    const looks = looksOf(datapath.signature[one]![leg]);
    return looks.length > 0 && looks.every(({ sharedBy }) => sharedBy?.includes(other) === true);
  });
}

/** What is seen at one tap only, where it was sent, cannot be held against how it was sent. */
export function isSeenElsewhere({ run, tap, leg, probe }: ProbePacket): boolean {
  return roundTrip(run, probe).some((p) => p.leg === leg && p.tap !== tap);
}

/** When it is seen there says little. */
export function isCopy({ run, tap, leg, frame }: ProbePacket): boolean {
  const looks = looksOf(run.datapath.signature[tap]![leg]);
  return looks.some((look) => look.isCopy === true && look.direction === frame.direction);
}

/** What one copy more at this tap must come to: TCP's sender may repeat what is then lost on the way. */
export function verdictOnCopy(packet: ProbePacket): string {
  if (!isAtSender(packet) || packet.run.sent.key.kind !== 'tcp') return 'fail';
  return isSeenElsewhere(packet) ? 'inconclusive' : 'pass';
}

/**
 * Turned round at a sender that packets come by again, a request may be one more of those that come (where
 * its MAC addresses do not tell), and TCP may repeat itself: what is left is that none was seen to be sent.
 */
export function mayBeReturn({ run, tap, leg, frame }: ProbePacket): boolean {
  const [first, ...others] = looksOf(run.datapath.signature[tap]![leg]);
  const isSent = frame.direction === first!.direction && others.length > 0;
  const isAtStart = startOf(run.datapath.signature, leg)?.tap === tap;
  return isSent && isAtStart && leg === 'request' && run.sent.key.kind === 'tcp';
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

/** The same by the frame itself, wherever others were put or taken away since it was recorded. */
export function withFrame(
  recording: Recording,
  tap: string,
  frame: Frame,
  change: (frame: Frame) => readonly Frame[],
): Recording {
  return withFrames(recording, tap, (frames) =>
    frames.flatMap((one) => (one === frame ? change(one) : [one])),
  );
}
