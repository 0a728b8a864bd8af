import { setTimeout as delay } from 'node:timers/promises';
import { endSoon } from '../host/end-soon.ts';
import type { Running } from '../host/runner.ts';
import { CaptureReader } from '../packets/capture-reader.ts';
import type { Frame } from '../packets/frame.ts';
import { captureError } from './capture-error.ts';
import type { Drained } from './drained.ts';

const START_MS = 30_000; // as tcpdump has it
const DRAIN_MS = 5000;
const END_MS = 2000;

/** A running `tap` (native/tap.c): one process that captures in several network namespaces. */
export class TapProcess {
  readonly #process: Running;
  readonly #places: number;
  readonly #reader = new CaptureReader();
  /** By interface. */
  readonly #frames: Frame[][];
  readonly #errors: string[] = [];
  #fault: string | null = null;
  #drains = 0;
  #stopped = false;
  /** Called whenever something was read. */
  #onRead = () => {};

  /** @param places how many namespaces it was told of */
  constructor(process: Running, places: number) {
    this.#process = process;
    this.#places = places;
    this.#frames = Array.from({ length: places }, () => []);
    void this.#readErrors();
    void this.#readFrames();
  }

  /** Resolves when every frame from now on will be captured. @throws LabError E_CAPTURE, E_NO_CAPABILITY */
  async listening(signal?: AbortSignal): Promise<void> {
    const isThere = () => this.#reader.interfaces.length === this.#places;
    if (await this.#until(isThere, START_MS, signal)) return;
    signal?.throwIfAborted();
    await this.#process.ended.catch(() => {}); // and with it, what it said
    throw captureError(this.#fault ?? `it did not start within ${START_MS / 1000} s`, this.#errors);
  }

  /**
   * All that the kernel took so far, by place: asked for by SIGUSR1, on which the sockets are read until they are
   * empty, and what the interface statistics that end it came after.
   */
  async drain(): Promise<Drained[]> {
    const asked = ++this.#drains;
    this.#process.kill('SIGUSR1');
    const isAnswered = await this.#until(() => this.#reports() >= asked, DRAIN_MS);
    // what happens to it after that answer takes nothing away
    const fault = isAnswered ? null : (this.#fault ?? 'tap did not answer any more');
    return this.#frames.map((frames, place) => ({
      ...{ frames, fault },
      kernelDrops: Number(this.#reader.statistics.get(place)?.dropped ?? 0),
    }));
  }

  /** It is killed if it does not end by itself: it may stand still, and then hears nothing else. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await endSoon(this.#process, 'SIGINT', END_MS);
  }

  /** How often all interfaces have been reported of. */
  #reports(): number {
    const { statistics } = this.#reader;
    const last = statistics.get(this.#places - 1);
    return last?.reports ?? 0;
  }

  /** Whether it became true in time, and before the process ended. */
  async #until(isTrue: () => boolean, patienceMs: number, signal?: AbortSignal): Promise<boolean> {
    const timer = new AbortController();
    const late = delay(patienceMs, 'late' as const, { signal: timer.signal }).catch(() => 'late');
    const stop = new Promise((resolve) =>
      signal?.addEventListener('abort', resolve, { signal: timer.signal }),
    );
    try {
      while (!isTrue()) {
        if (this.#fault !== null || signal?.aborted) return false;
        const read = new Promise<void>((resolve) => {
          this.#onRead = resolve;
        });
        if ((await Promise.race([read, late, stop])) === 'late') return isTrue();
      }
      return true;
    } finally {
      timer.abort();
    }
  }

  async #readFrames(): Promise<void> {
    try {
      for await (const chunk of this.#process.stdout) {
        for (const frame of this.#reader.push(chunk)) this.#frames[frame.interfaceId]?.push(frame);
        this.#onRead();
      }
    } catch (error) {
      this.#fault ??= `its output could not be read: ${(error as Error).message}`;
    }
    if (!this.#stopped) this.#fault ??= 'tap ended before it was told to';
    this.#onRead();
  }

  async #readErrors(): Promise<void> {
    for await (const line of this.#process.stderr) {
      if (this.#errors.length < 20) this.#errors.push(line);
    }
  }
}
