import type { Ended } from '../runner.ts';
import type { Frame } from './agent-protocol.ts';
import { endedBy } from './linux-signals.ts';

/** What is done with a command's output, and with its end. */
export interface CommandSink {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** No more of either will come. */
  end(): void;
}

/** A program that there is no such thing as, in the way that node says so. */
export class NoSuchProgram extends Error {
  readonly code = 'ENOENT';
}

/** Our side of one command: it follows the frames that bear its number. */
export class AgentCommand {
  /** Resolves when it has ended and all of its output has come. @throws NoSuchProgram, or why it was lost */
  readonly ended: Promise<Ended>;
  readonly #sink: CommandSink;
  readonly #send: (pid: number, signal: string) => void;
  readonly #resolve: (ended: Ended) => void;
  readonly #reject: (cause: Error) => void;
  #early: string[] = [];
  #pid: number | null = null;
  #status: number | 'missing' | null = null;
  #over = false;

  /** @param send signals a process of the shell's side */
  constructor(sink: CommandSink, send: (pid: number, signal: string) => void) {
    this.#sink = sink;
    this.#send = send;
    let settle: [(ended: Ended) => void, (cause: Error) => void] | undefined;
    this.ended = new Promise((...both) => {
      settle = both;
    });
    [this.#resolve, this.#reject] = settle!;
    this.ended.catch(() => {}); // whoever awaits it still sees the failure
  }

  /** Its process id there; null until it has started. */
  get pid(): number | null {
    return this.#pid;
  }

  take(frame: Frame): void {
    if (this.#over) return;
    switch (frame.kind) {
      case 'started':
        this.#pid = frame.pid;
        for (const signal of this.#early.splice(0)) this.#send(frame.pid, signal);
        break;
      case 'stdout':
      case 'stderr':
        this.#sink[frame.kind](frame.bytes);
        break;
      case 'dead':
        this.#status = frame.status;
        break;
      case 'missing':
        this.#status = 'missing';
        break;
      case 'end':
        this.#finish();
    }
  }

  /** Signals it, as soon as it has started; one that has ended is left alone: its id may be another's. */
  kill(signal: string): void {
    if (this.#over || this.#status !== null) return;
    if (this.#pid === null) this.#early.push(signal);
    else this.#send(this.#pid, signal);
  }

  /** Nothing more of it will be heard. */
  lose(cause: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#sink.end();
    this.#reject(cause);
  }

  #finish(): void {
    if (this.#status === null) this.lose(new Error('its shell was killed'));
    else if (this.#status === 'missing') this.lose(new NoSuchProgram('there is no such program'));
    else {
      this.#over = true;
      this.#sink.end();
      this.#resolve(endedBy(this.#status));
    }
  }
}
