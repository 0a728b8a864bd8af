import { FlowCounter } from '../packets/flow-counter.ts';
import type { Frame } from '../packets/frame.ts';
import { BEARS, type Bears, Glance } from '../packets/glance.ts';
import { type Device, deviceIn, deviceOf } from './device.ts';
import type { FrameSink } from './frame-sink.ts';
import { FrameStore } from './frame-store.ts';

/** A file of no more is kept as it is, and so is the beginning of a longer one. */
const WHOLE = { frames: 1200, bytes: 2 ** 23 };
/** What is kept beside that: frames of echoes, frames of everything else, bytes of both. */
const SAMPLE = { frames: 1000, bytes: 2 ** 22 };
/** Most frames kept of a flow, behind the beginning. */
const PER_FLOW = { echo: 500, other: 60 };
/** As many are kept of a flow however many there are: a few pings need not be read again. */
const AT_LEAST = { echo: 12, other: 0 };
const MOST = 4000;
/** Enough for all headers of a segment, which has its length in them; a datagram is known by what it says. */
const SNAPLEN = { tcp: 512, other: 2048 };
/** No machine has more; a hostile file may. */
const MAX_DEVICES = 4096;

/**
 * Of a capture of any length, frames that show which flows are in it: its beginning, and of what comes later
 * the beginning of each flow, the less the more there are. It says of which kinds it left out any.
 */
export class Sample implements FrameSink {
  readonly #store = new FrameStore();
  readonly #glance = new Glance();
  readonly #flows = new FlowCounter();
  readonly #devices = new Set<Device>();
  readonly #sampled = { echo: 0, other: 0 };
  /** Which frame of a flow is the first that is not kept any more. */
  readonly #limit: { echo: number; other: number } = { ...PER_FLOW };
  /** A bit for each. */
  #leftOut = 0;
  readonly #beginning = { frames: 0, bytes: 0 };
  #packets = 0;
  #device: Device = Number.NaN;
  /** Keeps flows of several devices apart. */
  #salt = 0;
  /** Whether any was left out that goes by other numbers than the same flow does without its wrapping. */
  #isVague = false;
  /** Counts of those that were kept. */
  #kept: FlowCounter | null = null;

  get frames(): readonly Frame[] {
    return this.#store.frames;
  }

  /** How many the file holds. */
  get packets(): number {
    return this.#packets;
  }

  /** What was borne by frames of which some were not kept, or not whole. */
  get leftOut(): ReadonlySet<Bears> {
    return new Set(Object.values(BEARS).filter((bears) => (this.#leftOut & (1 << bears)) !== 0));
  }

  /**
   * Whether the file holds frames of this one's flow, of any device and with the same addresses, that were
   * not kept, as far as is known.
   */
  lacks({ bytes, linkType }: Frame): boolean {
    if (this.#leftOut === 0) return false;
    if (this.#isVague) return true;
    this.#glance.look(bytes, 0, bytes.length, linkType);
    const { at, flow, flow2 } = this.#glance;
    if (at < 0) return true;
    this.#kept ??= counted(this.frames);
    const kept = this.#kept;
    return [...this.#devices].some((device) => {
      const salted = flow ^ saltOf(device);
      return this.#flows.total(salted, flow2) !== kept.total(salted, flow2);
    });
  }

  /** Every device that a frame of the file is of. */
  get devices(): ReadonlySet<Device> {
    return this.#devices;
  }

  wants(
    bytes: Uint8Array,
    from: number,
    to: number,
    linkType: number,
    interfaceId: number,
  ): boolean {
    this.#packets++;
    const device = deviceIn(bytes, from, to, linkType, interfaceId);
    if (device !== this.#device) this.#turnTo(device);
    this.#glance.look(bytes, from, to, linkType);
    const { bears, flow, flow2 } = this.#glance;
    const isFlow = bears !== BEARS.OTHER;
    const before = isFlow ? this.#flows.count(flow ^ this.#salt, flow2) : null;
    const { frames, bytes: size } = this.#beginning;
    if (frames < WHOLE.frames && size < WHOLE.bytes && this.#devices.has(device)) {
      this.#beginning.frames++;
      this.#beginning.bytes += to - from;
      return true;
    }
    return isFlow && this.#isSampled(bears, before);
  }

  #turnTo(device: Device): void {
    this.#device = device;
    this.#salt = saltOf(device);
    if (this.#devices.size < MAX_DEVICES) this.#devices.add(device);
  }

  #isSampled(bears: Bears, before: number | null): boolean {
    const part = bears === BEARS.ECHO ? 'echo' : 'other';
    if (before === null || before >= this.#limit[part]) {
      this.#leftOut |= 1 << bears;
      if (this.#glance.at < 0) this.#isVague = true;
      return false;
    }
    const sampled = ++this.#sampled[part];
    const isFull = sampled > MOST || this.#store.size > WHOLE.bytes + SAMPLE.bytes;
    const share = PER_FLOW[part] * (1 - sampled / SAMPLE.frames);
    this.#limit[part] = isFull ? 0 : Math.max(share, AT_LEAST[part]);
    return true;
  }

  keep(frame: Frame): void {
    if (this.#store.frames.length < this.#beginning.frames) {
      this.#store.add(frame, Number.POSITIVE_INFINITY);
      return;
    }
    this.#glance.look(frame.bytes, 0, frame.bytes.length, frame.linkType);
    const { bears } = this.#glance;
    const most = bears === BEARS.TCP ? SNAPLEN.tcp : SNAPLEN.other;
    this.#store.add(frame, most);
    if (frame.bytes.length > most) this.#leftOut |= 1 << bears;
  }
}

function saltOf(device: Device): number {
  return Math.imul(device % 2 ** 32, 0x9e3779b1) ^ Math.imul(device / 2 ** 32, 0x85ebca6b);
}

function counted(frames: readonly Frame[]): FlowCounter {
  const glance = new Glance();
  const flows = new FlowCounter();
  for (const frame of frames) {
    glance.look(frame.bytes, 0, frame.bytes.length, frame.linkType);
    if (glance.bears === BEARS.OTHER) continue;
    flows.count(glance.flow ^ saltOf(deviceOf(frame)), glance.flow2);
  }
  return flows;
}
