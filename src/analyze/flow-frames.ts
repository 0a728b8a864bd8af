import { LabError } from '../errors.ts';
import { u16, u32 } from '../packets/big-endian.ts';
import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import { BEARS, type Bears, Glance } from '../packets/glance.ts';
import type { Packet } from '../packets/packet.ts';
import type { JoinKey } from '../verdict/join-key.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import { isSealed } from '../verdict/observe.ts';
import { distance, type TcpStream } from '../verdict/tcp-stream.ts';
import { type Flow, flowOf } from './flow.ts';
import type { FrameSink } from './frame-sink.ts';
import { FrameStore } from './frame-store.ts';

/** A flow that is looked for, and which of its requests: of a ping, whose numbers are known beforehand. */
export interface WantedFlow {
  readonly flow: Flow;
  readonly sequences: ReadonlySet<number>;
}

/** What a flow is followed by is much less, unless somebody repeats it without end. */
const MOST = { frames: 30_000, bytes: 2 ** 25 };

/** Where TCP has them. */
const [SEQUENCE, ACKNOWLEDGEMENT] = [4, 8];

/** Of a capture of any length, the frames of certain flows. */
export class FlowFrames implements FrameSink {
  readonly #store = new FrameStore();
  readonly #glance = new Glance();
  readonly #wanted: readonly WantedFlow[];

  constructor(wanted: readonly WantedFlow[]) {
    this.#wanted = wanted;
  }

  get frames(): readonly Frame[] {
    return this.#store.frames;
  }

  wants(bytes: Uint8Array, from: number, to: number, linkType: number): boolean {
    this.#glance.look(bytes, from, to, linkType);
    const { bears, at } = this.#glance;
    return this.#wanted.some(
      ({ flow: { key } }) => couldBear(key, bears) && (at < 0 || couldBe(key, bytes, at)),
    );
  }

  keep(frame: Frame): void {
    const packet = decode(frame);
    if (!this.#wanted.some((wanted) => isWanted(packet, wanted))) return;
    const { frames, size } = this.#store;
    if (frames.length === MOST.frames || size > MOST.bytes) throw tooMany(this.#wanted);
    this.#store.add(frame, Number.POSITIVE_INFINITY);
  }
}

function couldBear(key: JoinKey, bears: Bears): boolean {
  switch (bears) {
    case BEARS.ECHO:
      return key.kind === 'ping';
    case BEARS.TCP:
      return key.kind === 'tcp';
    case BEARS.UDP:
      return key.kind === 'udp';
    case BEARS.SEALED:
      return key.kind === 'udp' || 'nonce' in key;
    default:
      return false;
  }
}

/** By a few bytes of the innermost header: most others are told apart by them. */
function couldBe(key: JoinKey, bytes: Uint8Array, at: number): boolean {
  if (key.kind === 'ping') return key.id === null || u16(bytes, at + 4) === key.id;
  if (!('stream' in key)) return true;
  // of a bare acknowledgement, one of the two may lie outside
  const { stream } = key;
  return isIn(stream, u32(bytes, at + SEQUENCE)) || isIn(stream, u32(bytes, at + ACKNOWLEDGEMENT));
}

function isIn({ request, reply }: TcpStream, number: number): boolean {
  return (
    distance(request.from, number) <= request.length || distance(reply.from, number) <= reply.length
  );
}

function isWanted(packet: Packet, { flow, sequences }: WantedFlow): boolean {
  const matches = matchProbe(packet, flow.key);
  if (flow.key.kind !== 'ping')
    return matches.length > 0 || ('nonce' in flow.key && isSealed(packet));
  const [match] = matches;
  return match !== undefined && sequences.has(match.sequence!) && flowOf(packet)?.id === flow.id;
}

function tooMany(wanted: readonly WantedFlow[]): LabError {
  return new LabError('E_NO_FLOW', {
    message: `the packets of ${wanted.map(({ flow }) => flow.title).join(', ')} are too many`,
    why: `more than ${MOST.frames} of them in one file bear the numbers that it is followed by`,
    mend: 'choose another flow: cni-lab analyze --flow N FILE..., or capture for a shorter time',
  });
}
