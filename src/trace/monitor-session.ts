import { LabError } from '../errors.ts';
import { LineReader } from '../host/agent/line-reader.ts';
import type { Kubernetes } from '../kubernetes/kubernetes.ts';
import type { CiliumAgent } from './agents.ts';
import { ENDED, monitorCommand } from './monitor-command.ts';
import { type MonitorEvent, parseMonitorLine } from './monitor-event.ts';

const END_MS = 3000;

/** One agent's monitor, as it runs. Nothing that happens to it is thrown: `fault` says it. */
export class MonitorSession {
  readonly agent: CiliumAgent;
  readonly events: MonitorEvent[] = [];
  /** How many events the agent says it could not pass on. */
  lost = 0;
  /** Why its events are not all that there were. */
  fault: string | null = null;
  #stop: () => Promise<void> = async () => {};
  #waiting: (() => void)[] = [];
  #complaint = '';
  #ended = false;

  private constructor(agent: CiliumAgent) {
    this.agent = agent;
  }

  /** @param addresses of the pods whose packets are of interest */
  static async start(
    kubernetes: Kubernetes,
    agent: CiliumAgent,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<MonitorSession> {
    const session = new MonitorSession(agent);
    try {
      await session.#start(kubernetes, monitorCommand(addresses), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LabError)) throw error;
      session.fault = error.message;
    }
    return session;
  }

  /** Whether it shows such an event within the time; at once if it has already. */
  async shows(wanted: (event: MonitorEvent) => boolean, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      if (this.events.some(wanted)) return true;
      const left = until - performance.now();
      if (left <= 0 || this.#ended || this.fault !== null) return false;
      await this.#news(left);
    }
  }

  /** Ends the monitor and waits until it has ended. Safe to call twice. */
  stop(): Promise<void> {
    return this.#stop();
  }

  async #start(kubernetes: Kubernetes, argv: readonly string[], signal: AbortSignal) {
    const connection = await kubernetes.stream(this.agent.place, argv, { signal });
    let stopping = false;
    const reading = (async () => {
      const lines = new LineReader();
      for await (const bytes of connection.output) this.#read(lines.push(bytes), stopping);
      const why = await connection.closed;
      if (!stopping) this.fault ??= why ?? 'the monitor was closed';
      this.#ended = true;
      this.#wake();
    })();
    this.#stop = async () => {
      stopping = true;
      connection.write('\n');
      const timer = setTimeout(() => {
        this.fault ??= `the monitor did not end in ${END_MS / 1000} s`;
        connection.close();
      }, END_MS);
      await reading;
      clearTimeout(timer);
      connection.close();
    };
  }

  #read(lines: readonly string[], stopping: boolean): void {
    for (const line of lines) {
      const read = parseMonitorLine(line);
      if (read.kind === 'event') this.events.push(read.event);
      else if (read.kind === 'lost') this.lost += read.count;
      else if (line.startsWith(ENDED) && !stopping) this.#end(line);
      else if (/^Error|level=(error|fatal)/.test(line)) this.#complaint = line;
    }
    this.#wake();
  }

  #end(line: string): void {
    const code = line.slice(ENDED.length);
    const words = this.#complaint ? `: ${this.#complaint}` : '';
    this.fault ??= `the monitor ended with exit code ${code}${words}`;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #news(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
      this.#waiting.push(resolve);
    });
    clearTimeout(timer);
  }
}
