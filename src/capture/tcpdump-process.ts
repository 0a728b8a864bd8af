import { setTimeout as delay } from 'node:timers/promises';
import { endSoon } from '../host/end-soon.ts';
import type { Argv, Runner, Running } from '../host/runner.ts';
import { CaptureReader } from '../packets/capture-reader.ts';
import type { Frame } from '../packets/frame.ts';
import { asCaptureError, captureError } from './capture-error.ts';
import type { Drained } from './drained.ts';
import { type TcpdumpStats, TcpdumpStatsReader } from './tcpdump-stats.ts';

/**
 * One capture for all devices of a network namespace. `-i any` with SLL2 gives the kernel's own
 * word on direction and device for every frame, and is never promiscuous. Without --immediate-mode
 * frames arrive up to a second late; with it, a large snaplen would leave room for few.
 */
const tcpdump = (roomKiB: number) => [
  ...[
    'tcpdump',
    '-i',
    'any',
    '-y',
    'LINUX_SLL2',
    '--immediate-mode',
    '-U',
    '-s',
    '256',
    '-B',
    String(roomKiB),
  ],
  ...['-p', '-n', '-Z', 'root', '--time-stamp-precision=nano', '-w', '-'],
];

const START_MS = 30_000; // on a kernel that is emulated in software it takes ten and more
const DRAIN_MS = 5000;
const END_MS = 2000;
/** How long to wait for the answer to one SIGUSR1 before asking again. */
const ANSWER_MS = 100;
/** How often to ask for counts, at most, until they stand still. */
const QUIET_TRIES = 10;
/** The first device of every network namespace. */
const LOOPBACK_IFINDEX = 1;

/** A running tcpdump, its frames read from its standard output as they come. */
export class TcpdumpProcess {
  #frames: Frame[] = [];
  /** Frames that were handed over and forgotten. */
  #released = 0;
  readonly #stats = new TcpdumpStatsReader();
  readonly #process: Running;
  readonly #listening: Promise<void>;
  #latest: { stats: TcpdumpStats; serial: number } | null = null;
  #loopbackFrames = 0;
  /** Frames that the kernel counted before the filter was in place. */
  #foreign = 0;
  #fault: string | null = null;
  #errors: string[] = [];
  #stopped = false;

  /**
   * @param runner of the place to capture in
   * @param filter in pcap's language; all frames without
   * @param roomKiB for frames that are not read yet
   */
  static start(runner: Runner, filter?: string, roomKiB = 4096): TcpdumpProcess {
    const argv = [...tcpdump(roomKiB), ...(filter ? [filter] : [])] as unknown as Argv;
    return new TcpdumpProcess(runner.start(argv), filter !== undefined && filter !== '');
  }

  private constructor(process: Running, isFiltered: boolean) {
    this.#process = process;
    const listening = this.#readErrors();
    this.#listening = isFiltered ? listening.then(() => this.#countForeign()) : listening;
    this.#listening.catch(() => {}); // awaited by listening()
    void this.#readFrames();
  }

  /** Resolves when every frame from now on will be captured. @throws LabError */
  async listening(signal?: AbortSignal): Promise<void> {
    const timer = new AbortController();
    try {
      await Promise.race([
        this.#listening,
        delay(START_MS, undefined, { signal: timer.signal }).then(() => {
          throw captureError(`tcpdump did not start within ${START_MS / 1000} s`, this.#errors);
        }),
        aborted(signal, timer.signal),
      ]);
    } finally {
      timer.abort();
    }
  }

  /**
   * Asks tcpdump (SIGUSR1) for its counts until all that the kernel took has been written and read
   * here: a fact, not a wait. libpcap hides the outgoing copy of a loopback frame after the kernel
   * counted it, so each loopback frame stands for two.
   */
  async drain(): Promise<Drained> {
    const deadline = Date.now() + DRAIN_MS;
    let kernelDrops = 0;
    while (this.#fault === null) {
      const stats = await this.#ask();
      if (!stats) {
        if (this.#fault === null && Date.now() > deadline)
          this.#fault = 'tcpdump did not answer any more';
        continue;
      }
      kernelDrops = stats.dropped;
      this.#foreign = Math.min(this.#foreign, undelivered(stats));
      const owed = stats.received - stats.dropped - this.#loopbackFrames - this.#foreign;
      if (this.#released + this.#frames.length >= stats.captured && stats.captured >= owed) break;
      if (Date.now() > deadline) {
        this.#fault = `${owed - this.#released - this.#frames.length} frames were taken by the kernel and never delivered`;
      }
      await delay(1);
    }
    return { frames: this.#frames, fault: this.#fault, kernelDrops };
  }

  /**
   * After an end that nobody here ordered, such as Ctrl-C, which every process of a terminal gets:
   * whether it delivered all that it had taken till then.
   */
  async endedWhole(): Promise<boolean> {
    const deadline = Date.now() + ANSWER_MS;
    for (;;) {
      const stats = this.#latest?.stats;
      const read = this.#released + this.#frames.length;
      if (stats && stats.dropped === 0 && read === stats.captured) {
        if (stats.captured >= stats.received - this.#loopbackFrames - this.#foreign) return true;
      }
      if (Date.now() > deadline) return false;
      await delay(1);
    }
  }

  /** Forgets the frames that there are; who drained it has them. */
  release(): void {
    this.#released += this.#frames.length;
    this.#frames = [];
  }

  /** One that does not end by itself is killed: it may stand still, and then hears nothing else. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await endSoon(this.#process, 'SIGINT', END_MS);
  }

  /**
   * What came before the filter was in place the kernel has counted, and libpcap threw away. Known
   * best when it is quiet: two answers alike. Nothing of ours has been sent yet.
   */
  async #countForeign(): Promise<void> {
    let least = Number.POSITIVE_INFINITY;
    let before: TcpdumpStats | null = null;
    for (let i = 0; i < QUIET_TRIES && this.#fault === null; i++) {
      const stats = await this.#ask();
      if (!stats) continue;
      least = Math.min(least, undelivered(stats));
      if (before?.received === stats.received && before.captured === stats.captured) break;
      before = stats;
    }
    this.#foreign = before ? least : 0;
  }

  async #ask(): Promise<TcpdumpStats | null> {
    const before = this.#latest?.serial ?? 0;
    this.#process.kill('SIGUSR1');
    const giveUp = Date.now() + ANSWER_MS;
    while (Date.now() < giveUp && this.#fault === null) {
      if (this.#latest && this.#latest.serial > before) return this.#latest.stats;
      await delay(1);
    }
    return null;
  }

  async #readFrames(): Promise<void> {
    const reader = new CaptureReader();
    try {
      for await (const chunk of this.#process.stdout) {
        for (const frame of reader.push(chunk)) {
          this.#frames.push(frame);
          if (frame.ifindex === LOOPBACK_IFINDEX) this.#loopbackFrames++;
        }
      }
    } catch (error) {
      this.#fault ??= `its output could not be read: ${(error as Error).message}`;
    }
    if (!this.#stopped) this.#fault ??= 'tcpdump ended before it was told to';
  }

  async #readErrors(): Promise<void> {
    return new Promise((resolve, reject) => {
      const read = async () => {
        let serial = 0;
        for await (const line of this.#process.stderr) {
          if (line.includes('listening on')) resolve();
          const stats = this.#stats.read(line);
          if (stats) this.#latest = { stats, serial: ++serial };
          else if (this.#errors.length < 20) this.#errors.push(line);
        }
        await this.#process.ended;
        reject(captureError('tcpdump ended before it could capture', this.#errors));
      };
      read().catch((error) => reject(asCaptureError(error, this.#errors)));
    });
  }
}

/** Frames that the kernel took and tcpdump has not written. */
function undelivered({ received, dropped, captured }: TcpdumpStats): number {
  return received - dropped - captured;
}

function aborted(signal: AbortSignal | undefined, done: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done });
  });
}
