import { LineReader } from './agent/line-reader.ts';
import { CommandError } from './command-error.ts';
import { endSoon } from './end-soon.ts';
import type { Runner, Running } from './runner.ts';
import { explainTracer, type TracedFlow, traceTool } from './trace-tool.ts';

/** What this kernel's tracepoints tell beside the packet. */
export interface TracerAbilities {
  /** Why a packet was dropped: from Linux 5.17 on. */
  readonly reasons: boolean;
  /** Where in the kernel one was freed that was not dropped: from Linux 6.3 on. */
  readonly locations: boolean;
}

/** All that a tracer told. */
export interface Told extends TracerAbilities {
  /** A line of JSON for each hop. */
  readonly lines: readonly string[];
  /** Hops that it had no room for. */
  readonly lost: number;
}

/** More than it takes on a kernel that is emulated in software. */
const START_MS = 30_000;
const END_MS = 5000;

/** A process that reads the kernel's tracepoints: what it attached is gone with it, however it ends. */
export class Tracer {
  readonly #process: Running;
  readonly #lines: string[] = [];
  readonly #reading: Promise<void>;
  #opened: () => void = () => {};
  readonly #first = new Promise<void>((resolve) => {
    this.#opened = resolve;
  });

  /** @throws LabError E_BPF_OBJECT_MISSING */
  static start(runner: Runner, what: 'hops' | 'drops', flow: TracedFlow): Tracer {
    return new Tracer(runner.start(traceTool(what, flow)));
  }

  private constructor(process: Running) {
    this.#process = process;
    this.#reading = this.#read();
  }

  /** Resolves once it watches; one that cannot has ended. @throws LabError E_KERNEL_FEATURE, E_NO_CAPABILITY, E_TOOL_MISSING */
  async ready(): Promise<TracerAbilities> {
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), START_MS);
    await this.#first;
    clearTimeout(timer);
    const line = parse(this.#lines[0]);
    if (line?.ready === true) return abilitiesOf(line);
    const complaint: string[] = [];
    try {
      for await (const text of this.#process.stderr) complaint.push(text);
    } finally {
      await this.stop();
    }
    throw explainTracer(complaint.join(' '));
  }

  /** All that it told until now; it watches no longer. Null: it ended before it was told to. */
  async end(): Promise<Told | null> {
    await endSoon(this.#process, 'SIGTERM', END_MS);
    await this.#reading;
    const { exitCode } = await this.#ended();
    const [first, ...lines] = this.#lines;
    const last = parse(lines.pop());
    if (exitCode !== 0 || last?.ended !== true) return null;
    return { lines, lost: Number(last.lost), ...abilitiesOf(parse(first)) };
  }

  /** Ends it, if it has not ended. Safe to call twice. */
  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended();
  }

  async #read(): Promise<void> {
    const reader = new LineReader();
    try {
      for await (const chunk of this.#process.stdout) {
        const whole = reader.push(chunk);
        this.#lines.push(...whole);
        if (whole.length > 0) this.#opened();
      }
    } finally {
      this.#opened();
    }
  }

  async #ended() {
    return this.#process.ended.catch((error) => {
      if (!(error instanceof CommandError)) throw error;
      return { exitCode: null, signal: null }; // it could not start
    });
  }
}

function abilitiesOf(line: Record<string, unknown> | null): TracerAbilities {
  return { reasons: line?.reasons === true, locations: line?.locations === true };
}

function parse(line: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line ?? '');
    return typeof value === 'object' ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
