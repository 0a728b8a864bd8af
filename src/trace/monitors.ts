import { setTimeout as delay } from 'node:timers/promises';
import type { Kubernetes } from '../kubernetes/kubernetes.ts';
import type { CiliumAgent } from './agents.ts';
import { CLOSING, isMarker, OPENING } from './marker.ts';
import { MonitorSession } from './monitor-session.ts';

/** How long an agent may take until it shows a packet. */
const READY_MS = 5000;
const COMPLETE_MS = 2000;
const AGAIN_MS = 100;

export interface MonitorOptions {
  /** Of the pods whose packets are of interest. */
  readonly addresses: readonly string[];
  readonly family: 4 | 6;
  /** Sends a packet between the pods that is known by its size. */
  readonly mark: (size: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** The monitors of all agents concerned. */
export class Monitors {
  readonly sessions: readonly MonitorSession[];
  readonly #options: MonitorOptions;

  private constructor(sessions: readonly MonitorSession[], options: MonitorOptions) {
    this.sessions = sessions;
    this.#options = options;
  }

  static async start(
    kubernetes: Kubernetes,
    agents: readonly CiliumAgent[],
    options: MonitorOptions,
  ): Promise<Monitors> {
    const { addresses, signal } = options;
    const starting = agents.map((agent) =>
      MonitorSession.start(kubernetes, agent, addresses, signal),
    );
    return new Monitors(await Promise.all(starting), options);
  }

  /**
   * That a monitor says it listens is no proof: the agent opens the kernel's buffers only after that.
   * So packets are sent until each has shown one. @returns whether each did
   */
  async listening(): Promise<boolean[]> {
    let waiting = this.sessions.length > 0;
    const all = this.#show(OPENING, READY_MS).finally(() => {
      waiting = false;
    });
    while (waiting) {
      await this.#options.mark(OPENING);
      await Promise.race([all, delay(AGAIN_MS)]);
    }
    return all;
  }

  /** What they show of a packet that is sent now comes after all that they show of those before it. */
  async complete(): Promise<boolean[]> {
    if (this.sessions.length > 0) await this.#options.mark(CLOSING);
    return this.#show(CLOSING, COMPLETE_MS);
  }

  /** Ends them all. Safe to call twice. */
  async stop(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.stop()));
  }

  #show(size: number, timeoutMs: number): Promise<boolean[]> {
    const { family } = this.#options;
    return Promise.all(
      this.sessions.map((session) =>
        session.shows((event) => isMarker(event, family, size), timeoutMs),
      ),
    );
  }
}
